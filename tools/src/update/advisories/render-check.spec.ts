import { findFix, isUrgent, renderNext, renderOpen } from './render-check.ts';

const lock = { version: '26.12.1', released: '2026-10-21' };
const high = {
  id: 'CVE-2026-126051',
  fixedIn: '26.13.1',
  severity: 'High',
  summary: 'tls: a client crashes a TLS server',
} as const;
const low = { ...high, id: '2026-11-11', fixedIn: '26.13.0', severity: 'Low' } as const;

describe('renderOpen()', () => {
  it('lists the open advisories', () => {
    expect(renderOpen({ lock, open: [high, low] })).toBe(
      `Node 26.12.1 of 2026-10-21, from npm
severity  advisory         fixed in  summary
High      CVE-2026-126051  26.13.1   tls: a client crashes a TLS server
Low       2026-11-11       26.13.0   tls: a client crashes a TLS server`,
    );
  });

  it('says so if there are none, and if Node comes from archives', () => {
    const archive = { name: 'node-v26.13.1-linux-x64.tar.xz', sha256: 'ab' };
    const archived = { ...lock, archives: { x64: archive, arm64: archive } };
    expect(renderOpen({ lock: archived, open: [] })).toBe(
      `Node 26.12.1 of 2026-10-21, from official archives
No advisory of tools/node/advisories.json is open`,
    );
  });
});

describe('renderNext()', () => {
  it('names the archives if npm lacks the release with the fixes', () => {
    expect(renderNext({ lock, open: [low, high] }, '26.12.1')).toBe(
      `npm has 26.12.1 as the newest of this line for both processors
Next: npm does not have 26.13.1; download its archives and use --archive, see docs/releasing.md`,
    );
  });

  it.each([[[high]], [[]]])('names the command if npm has a newer one, with %j open', (open) => {
    expect(renderNext({ lock, open }, '26.14.0')).toBe(
      `npm has 26.14.0 as the newest of this line for both processors
Next: npx nx run tools:update-node, which moves to 26.14.0`,
    );
  });

  it.each(['26.12.1', '26.9.0', undefined])('has no next step if npm has %s', (newest) => {
    expect(renderNext({ lock, open: [] }, newest)).toBe(
      `npm has ${newest ?? 'none'} as the newest of this line for both processors`,
    );
  });
});

describe('isUrgent()', () => {
  it.each([
    ['Critical', true],
    ['High', true],
    ['Medium', false],
    ['Low', false],
  ] as const)('%s: %s', (severity, expected) => {
    expect(isUrgent({ ...high, severity })).toBe(expected);
  });
});

describe('findFix()', () => {
  it('is the newest of the releases with fixes', () => {
    expect(findFix([high, low])).toBe('26.13.1');
    expect(findFix([])).toBeUndefined();
  });
});
