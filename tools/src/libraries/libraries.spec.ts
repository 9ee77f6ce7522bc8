import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { findClosure } from '../closure/find-closure.ts';
import { type Machine } from '../elf/elf.ts';
import { parseElf } from '../elf/parse-elf.ts';
import { renderTinyElf } from '../elf/tiny-elf.fixture.ts';
import { findNode } from '../runtime/find-node.ts';
import { fetchLibraries } from './fetch-libraries.ts';
import { type LibraryLock, parseLibraryLock, renderLibraryLock } from './library-lock.ts';
import { pathOfLibrary, readLibraryLock, readLockedLibraries } from './read-locked-libraries.ts';
import { DISTRIBUTION, parseDistribution, writeLibraries } from './write-libraries.ts';

const folder = join(__dirname, '../../libraries');
const lock = readLibraryLock(folder);

let workFolder: string;
beforeEach(() => {
  workFolder = mkdtempSync(join(tmpdir(), 'libraries-'));
});
afterEach(() => {
  rmSync(workFolder, { recursive: true });
});

describe('the locked libraries', () => {
  it.each(lock.libraries.map((library) => [pathOfLibrary(library), library] as const))(
    '%s is the file that was locked',
    (_, { architecture, name, sizeBytes }) => {
      const machine: Machine = architecture === 'amd64' ? 'x86-64' : 'aarch64';
      const elf = readLockedLibraries(folder, machine).find(name);
      expect(elf).toMatchObject({ machine, soname: name });
      expect(elf?.bytes.byteLength).toBe(sizeBytes);
    },
  );

  it.each([
    ['x86-64', 'amd64', '/lib64/ld-linux-x86-64.so.2'],
    ['aarch64', 'arm64', '/lib/ld-linux-aarch64.so.1'],
  ] as const)('are exactly what Node needs on %s', (machine, architecture, interpreter) => {
    const names = lock.libraries
      .filter((library) => library.architecture === architecture && library.neededBy === 'node')
      .map(({ name }) => name);
    const needed = ['libatomic', 'libdl', 'libm', 'libstdc++', 'libgcc_s', 'libpthread', 'libc'];
    const file = names.filter((name) => needed.some((start) => name.startsWith(`${start}.`)));
    const node = renderTinyElf({ machine, interpreter, needed: file });
    const source = readLockedLibraries(folder, machine);
    const { dynamicLoader, libraries } = findClosure(parseElf(node, 'node'), source);
    expect([dynamicLoader, ...libraries].map(({ name }) => name).toSorted()).toEqual(
      names.toSorted(),
    );
  });

  it('are the closure of the pinned Node, those for addons apart', () => {
    const { path } = findNode(join(__dirname, '../../..'), process.arch);
    const node = parseElf(readFileSync(path), path);
    const { dynamicLoader, libraries } = findClosure(
      node,
      readLockedLibraries(folder, node.machine),
    );
    const architecture = node.machine === 'x86-64' ? 'amd64' : 'arm64';
    const locked = lock.libraries
      .filter((library) => library.architecture === architecture && library.neededBy === 'node')
      .map(({ name }) => name);
    const embedded = [dynamicLoader, ...libraries].map(({ name }) => name);
    expect(embedded.toSorted()).toEqual(locked.toSorted());
  });

  it('lie there with nothing else than their licences', () => {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => name);
    const licences = ['GPL-3.txt', 'LGPL-2.1.txt', 'gcc-runtime.txt', 'glibc.txt'];
    const libraries = lock.libraries.map(({ name }) => `${name}.br`);
    expect(files.toSorted()).toEqual(['lock.json', ...licences, ...libraries].toSorted());
  });
});

describe('readLockedLibraries()', () => {
  beforeEach(() => {
    cpSync(folder, workFolder, { recursive: true });
  });
  const find = () => readLockedLibraries(workFolder, 'x86-64').find('libdl.so.2');
  const path = () => join(workFolder, 'amd64/libdl.so.2.br');

  it('refuses a file with another content, by its digest', () => {
    writeFileSync(path(), brotliCompressSync(Buffer.from('another')));
    expect(find).toThrow(
      /^Cannot trust ".*amd64\/libdl.so.2.br": its content has sha256 \w{64}, expected \w{64}; restore it/,
    );
  });

  it('refuses a file that is cut', () => {
    truncateSync(path(), 100);
    expect(find).toThrow(/^Cannot unpack ".*amd64\/libdl.so.2.br": expected brotli; restore it/);
  });

  it('refuses a missing file', () => {
    rmSync(path());
    expect(find).toThrow(/^Cannot read ".*amd64\/libdl.so.2.br": no such file; restore it/);
  });

  it('knows no library that is not locked', () => {
    expect(readLockedLibraries(workFolder, 'x86-64').find('libssl.so.3')).toBeUndefined();
  });
});

describe('parseLibraryLock()', () => {
  it('reads what renderLibraryLock() writes', () => {
    expect(parseLibraryLock(renderLibraryLock(lock), 'lock.json')).toEqual(lock);
  });

  const [first] = lock.libraries;
  const damaged = (change: object): LibraryLock => ({
    ...lock,
    libraries: [{ ...(first as (typeof lock.libraries)[0]), ...change }],
  });
  it.each([
    ['Unexpected end of JSON input', ''],
    ['no distribution', 'null'],
    ['no libraries', '{"distribution":"debian-12"}'],
    ['no version in library 0', renderLibraryLock(damaged({ version: undefined }))],
    [
      'neededBy of library 0 is neither "node" nor "addons"',
      renderLibraryLock(damaged({ neededBy: 'all' })),
    ],
    [
      'sha256 of library 0 is not 64 hexadecimal digits',
      renderLibraryLock(damaged({ sha256: 'abc' })),
    ],
    [
      'sizeBytes of library 0 is not a whole number',
      renderLibraryLock(damaged({ sizeBytes: '1' })),
    ],
  ])('refuses a lock with %s', (cause, text) => {
    expect(() => parseLibraryLock(text, 'lock.json')).toThrow(
      `Cannot read "lock.json": ${cause}, expected the lock of the libraries; restore it`,
    );
  });
});

describe('writeLibraries()', () => {
  it('refuses another system before it touches a file', () => {
    const osRelease = 'NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.23.0\n';
    const target = join(workFolder, 'libraries');
    expect(() => {
      writeLibraries({ target, workFolder, osRelease, env: {} });
    }).toThrow(
      'Cannot renew the libraries on alpine-3.23.0: expected debian-12, whose packages they are; run it there or in a container of it',
    );
    expect(existsSync(target)).toBe(false);
  });

  it.each([
    ['ID=debian\nVERSION_ID="12"\n', 'debian-12'],
    ['VERSION_ID=42\nID=fedora\n', 'fedora-42'],
    ['', 'unknown-unknown'],
  ])('reads the release from %j', (osRelease, distribution) => {
    expect(parseDistribution(osRelease)).toBe(distribution);
  });
});

/** True on the locked release of Debian, with its archive in reach and the locked versions in it. */
function canFetch(): boolean {
  if (!existsSync('/etc/os-release') || !existsSync('/usr/bin/apt-get')) return false;
  if (parseDistribution(readFileSync('/etc/os-release', 'utf8')) !== DISTRIBUTION) return false;
  const version = lock.libraries.find((library) => library.package === 'libc6')?.version ?? '';
  const known = execFileSync('apt-cache', ['madison', 'libc6'], { encoding: 'utf8' });
  return known.includes(` ${version} `);
}

(canFetch() ? describe : describe.skip)(
  "the locked libraries are those of Debian's packages",
  () => {
    it.each(['amd64', 'arm64'])(
      'for %s',
      (architecture) => {
        const expected = lock.libraries.filter((library) => library.architecture === architecture);
        const versions = new Map(expected.map((library) => [library.package, library.version]));
        const fetched = fetchLibraries({
          architecture,
          folder: workFolder,
          versions,
          env: process.env,
        });
        expect(fetched.map(({ locked }) => locked)).toEqual(expected);
      },
      120_000,
    );
  },
);
