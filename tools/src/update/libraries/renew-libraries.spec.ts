import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  truncateSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import {
  pathOfLibrary,
  readLibraryLock,
  sha256,
} from '../../node/libraries/read-locked-libraries.ts';
import { findProcessor } from '../../formats/processor.ts';
import { findNode } from '../../node/runtime/find-node.ts';
import { type FetchedLibrary, fetchLibraries } from './fetch-libraries.ts';
import {
  DISTRIBUTION,
  parseDistribution,
  renewLibraries,
  replaceLibraries,
} from './renew-libraries.ts';

const root = join(import.meta.dirname, '../../../..');
const folder = join(root, 'tools/libraries');
const lock = readLibraryLock(folder);
const nodePath = findNode(root, process.arch).path;

let workFolder: string;
let target: string;
beforeEach(() => {
  workFolder = mkdtempSync(join(tmpdir(), 'renew-'));
  target = join(workFolder, 'libraries');
  cpSync(folder, target, { recursive: true });
});
afterEach(() => {
  rmSync(workFolder, { recursive: true });
});

/** Returns the locked libraries as if they had been fetched, with changes. */
function fetchedWith(change: (library: FetchedLibrary) => Partial<FetchedLibrary> | undefined) {
  const fetched = lock.libraries.flatMap((locked) => {
    const bytes = brotliDecompressSync(readFileSync(join(folder, pathOfLibrary(locked))));
    const changed = change({ locked, bytes });
    return changed === undefined ? [] : [{ locked, bytes, ...changed }];
  });
  const names = readdirSync(join(folder, 'licences'));
  const licences = new Map(
    names.map((name) => [name, readFileSync(join(folder, 'licences', name))]),
  );
  return { fetched, licences, nodePath };
}

const sameAsLocked = () => fetchedWith(() => ({}));
const filesIn = (path: string) => readdirSync(path, { recursive: true }).toSorted();

describe('replaceLibraries()', () => {
  it('reports that nothing is new, and changes nothing', () => {
    const marker = join(target, 'marker');
    mkdirSync(marker);
    expect(replaceLibraries(target, sameAsLocked())).toBe('22 libraries, all unchanged');
    expect(existsSync(marker)).toBe(true);
    expect(readdirSync(workFolder)).toEqual(['libraries']);
  });

  it('reports another version with its sizes and digests, and locks it', () => {
    const renewed = fetchedWith(({ locked, bytes }) => {
      if (locked.package !== 'libatomic1') return {};
      const longer = Buffer.concat([bytes, Buffer.alloc(1000)]);
      const digest = { sizeBytes: longer.length, sha256: sha256(longer) };
      return { bytes: longer, locked: { ...locked, version: '13.0-1', ...digest } };
    });
    const report = replaceLibraries(target, renewed);
    expect(report).toMatch(/^package +before +after\namd64\/libatomic1 +12\S+ +13\.0-1\n/);
    expect(report).toMatch(
      /\namd64\/libatomic\.so\.1 +\S+ kB +\S+ kB +\+1\.0 kB +[0-9a-f]{12} +[0-9a-f]{12}\n/,
    );
    expect(report).toMatch(/\n22 libraries, which provide the same symbol versions as before$/);
    const versions = readLibraryLock(target).libraries.map(({ version }) => version);
    expect(versions.filter((version) => version === '13.0-1')).toHaveLength(2);
    expect(filesIn(target)).toEqual(filesIn(folder));
    expect(readdirSync(workFolder)).toEqual(['libraries']);
  });

  it('replaces damaged libraries', () => {
    truncateSync(join(target, 'arm64/libdl.so.2.br'), 100);
    const { architecture } = findProcessor(process.arch);
    const own = fetchedWith(({ locked }) =>
      locked.architecture === architecture && locked.neededBy === 'node' ? {} : undefined,
    );
    expect(replaceLibraries(target, own)).toContain(
      `  + LIBATOMIC_1.0 of ${architecture}/libatomic.so.1`,
    );
    expect(readLibraryLock(target).libraries).toEqual(own.fetched.map(({ locked }) => locked));
  }, 120_000); // compressing all of them takes long

  it.each([
    [
      'lacks a library',
      () => fetchedWith(({ locked }) => (locked.name === 'libm.so.6' ? undefined : {})),
      /^Cannot find "libm\.so\.6", needed by "\S+": it is not in /,
    ],
    [
      'has an older one',
      () =>
        fetchedWith(({ locked, bytes }) => {
          if (locked.name !== 'libatomic.so.1') return {};
          const older = Buffer.from(bytes);
          const at = older.indexOf('\0LIBATOMIC_1.0\0');
          older.write('LIBATOMIC_0.9', at + 1, 'latin1');
          return { bytes: older, locked: { ...locked, sha256: sha256(older) } };
        }),
      /^Cannot start "\S+" with the locked libraries: it needs LIBATOMIC_1\.0 of "libatomic\.so\.1", which has no such version;/,
    ],
  ])(
    'keeps the old libraries if the new set %s, because Node would not start',
    (_, make, message) => {
      const before = readFileSync(join(target, 'lock.json'));
      expect(() => replaceLibraries(target, make())).toThrow(message);
      expect(readFileSync(join(target, 'lock.json')).equals(before)).toBe(true);
      expect(filesIn(target)).toEqual(filesIn(folder));
      expect(readdirSync(workFolder)).toEqual(['libraries']);
    },
  );
});

describe('renewLibraries()', () => {
  it('rejects another system before it changes a file, and names a command that works', () => {
    const osRelease = 'NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.23.0\n';
    const absent = join(workFolder, 'absent');
    expect(() => {
      renewLibraries({ target: absent, workFolder, osRelease, nodePath, env: {} });
    }).toThrow(
      /^Cannot renew the libraries on alpine-3\.23\.0: expected debian-12, whose packages they are; run: docker run .* debian:bookworm-slim .* run tools:update-libraries$/,
    );
    expect(existsSync(absent)).toBe(false);
  });

  it.each([
    ['ID=debian\nVERSION_ID="12"\n', 'debian-12'],
    ['VERSION_ID=42\nID=fedora\n', 'fedora-42'],
    ['', 'unknown-unknown'],
  ])('reads the release from %j', (osRelease, distribution) => {
    expect(parseDistribution(osRelease)).toBe(distribution);
  });
});

/** True on the locked release of Debian if the locked libc6 is still the newest in its archive. */
function canFetch(): boolean {
  if (!existsSync('/etc/os-release') || !existsSync('/usr/bin/apt-get')) return false;
  if (parseDistribution(readFileSync('/etc/os-release', 'utf8')) !== DISTRIBUTION) return false;
  const version = lock.libraries.find((library) => library.package === 'libc6')?.version ?? '';
  const known = execFileSync('apt-cache', ['madison', 'libc6'], { encoding: 'utf8' });
  return known.split('\n')[0]?.includes(` ${version} `) ?? false;
}

(canFetch() ? describe : describe.skip)('the libraries in the packages of Debian', () => {
  it.each(['amd64', 'arm64'])(
    'are the locked ones, for %s',
    (architecture) => {
      const request = { architecture, folder: join(workFolder, 'fetched'), env: process.env };
      const fetched = fetchLibraries(request).map(({ locked }) => locked);
      const versionOf = new Map(fetched.map((library) => [library.name, library.version]));
      // Others of the packages may have been updated since they were locked.
      const expected = lock.libraries.filter(
        (library) =>
          library.architecture === architecture && library.version === versionOf.get(library.name),
      );
      const versions = new Set(expected.map(({ version }) => version));
      expect(fetched.filter(({ version }) => versions.has(version))).toEqual(expected);
      expect(expected.length).toBeGreaterThan(0);
    },
    120_000,
  );
});
