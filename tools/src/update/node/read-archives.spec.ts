import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeRelease, type FakeArchive } from '../../node/archive/release.fixture.ts';
import { checkNotOlder, readArchives } from './read-archives.ts';

let place: string;
let x64: FakeArchive;
let arm64: FakeArchive;
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'archives '));
  x64 = writeRelease(place, { arch: 'x64' });
  arm64 = writeRelease(place, { arch: 'arm64' });
});
afterEach(() => {
  rmSync(place, { recursive: true });
});

const read = (archives: readonly FakeArchive[], release?: string) => {
  const [archive, sha256] = [archives.map(({ path }) => path), archives.map((one) => one.sha256)];
  return readArchives({ archive, sha256, release }, join(place, 'unpacked'), process.env);
};

describe('readArchives()', () => {
  it('locks the archives by the names that nodejs.org gives them, in any order', () => {
    const { lock, archivePaths, nodePaths } = read([arm64, x64]);
    expect(lock).toEqual({
      version: '26.13.1',
      released: '2026-11-11',
      archives: {
        x64: { name: 'node-v26.13.1-linux-x64.tar.gz', sha256: x64.sha256 },
        arm64: { name: 'node-v26.13.1-linux-arm64.tar.gz', sha256: arm64.sha256 },
      },
    });
    expect(Object.keys(lock.archives)).toEqual(['x64', 'arm64']);
    expect(archivePaths.get('node-v26.13.1-linux-x64.tar.gz')).toBe(x64.path);
    expect(
      readFileSync(nodePaths.get('arm64') ?? '')
        .subarray(1, 4)
        .toString(),
    ).toBe('ELF');
  });

  it('accepts a digest in upper case', () => {
    const loud = { ...x64, sha256: x64.sha256.toUpperCase() };
    expect(read([loud, arm64]).lock.archives.x64.sha256).toBe(x64.sha256);
  });

  it.each([
    [
      'a digest too few',
      () => readArchives({ archive: [x64.path], sha256: [], release: undefined }, place, {}),
      'Cannot use 1 archives with 0 digests: expected one --sha256 for each --archive',
    ],
    [
      'a file that does not exist',
      () => read([{ ...x64, path: '/no/node.tar.xz' }]),
      'Cannot read "/no/node.tar.xz": no such file; pass the path of the archive to --archive',
    ],
    [
      'a wrong digest',
      () => read([{ ...x64, sha256: arm64.sha256 }, arm64]),
      /^Cannot trust ".*x64.tar.gz": its sha256 is [0-9a-f]{64}, expected [0-9a-f]{64}; download/,
    ],
    [
      'one processor only',
      () => read([arm64]),
      'Cannot use archives for arm64: expected one for x64 and one for arm64; repeat --archive and --sha256',
    ],
    [
      'the same processor twice',
      () => read([x64, x64]),
      'Cannot use archives for x64 and x64: expected one for x64 and one for arm64',
    ],
    [
      'two releases',
      () => read([x64, writeRelease(place, { arch: 'arm64', version: '26.13.0' })]),
      'Cannot use archives of Node 26.13.1 and 26.13.0: expected one release; download both of the same release',
    ],
    [
      'another release than the requested one',
      () => read([x64, arm64], '26.13.0'),
      'Cannot use archives of Node 26.13.1: expected 26.13.0; download both of the same release',
    ],
  ])('rejects %s', (_, attempt, message) => {
    expect(attempt).toThrow(message);
  });

  it('rejects a release that its changelog does not name', () => {
    const folder = 'node-v26.13.1-linux-x64';
    writeFileSync(join(place, 'other.md'), '## 2026-10-21, Version 26.12.1 (Current)\n');
    const rename = `s,other.md,${folder}/CHANGELOG.md,`;
    const members = [`${folder}/bin`, `${folder}/LICENSE`, '--transform', rename, 'other.md'];
    const undated = writeRelease(place, { arch: 'x64', members });
    expect(() => read([undated, arm64])).toThrow(
      /^Cannot find the day of Node 26.13.1 in ".*CHANGELOG.md": expected a heading "## YYYY-MM-DD, Version 26.13.1"/,
    );
  });
});

describe('checkNotOlder()', () => {
  it.each([
    ['26.13.1', '26.12.1', undefined],
    ['26.12.1', '26.12.1', undefined],
    ['26.12.1', '26.13.1', '26.12.1'],
  ])('accepts %s after %s if %s is requested', (version, current, requested) => {
    expect(() => {
      checkNotOlder(version, current, requested);
    }).not.toThrow();
  });

  it('rejects an older release that was not requested', () => {
    expect(() => {
      checkNotOlder('26.9.0', '26.12.1', undefined);
    }).toThrow(
      'Cannot move from Node 26.12.1 to 26.9.0: it is older; add --release=26.9.0 if that is intended',
    );
  });
});
