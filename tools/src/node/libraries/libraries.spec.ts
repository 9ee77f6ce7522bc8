import {
  cpSync,
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
import { resolveLibraries } from './resolve-libraries.ts';
import { type Machine } from '../../formats/elf/elf.ts';
import { parseElf } from '../../formats/elf/parse-elf.ts';
import { renderTinyElf } from '../../formats/elf/tiny-elf.fixture.ts';
import { findNode } from '../runtime/find-node.ts';
import { type LibraryLock, parseLibraryLock, renderLibraryLock } from './library-lock.ts';
import {
  needAddonLibraries,
  pathOfLibrary,
  readLibraryLock,
  readLockedLibraries,
} from './read-locked-libraries.ts';

const folder = join(__dirname, '../../../libraries');
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
    '%s is the locked file',
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
    const { dynamicLoader, libraries } = resolveLibraries(parseElf(node, 'node'), source);
    expect([dynamicLoader, ...libraries].map(({ name }) => name).toSorted()).toEqual(
      names.toSorted(),
    );
  });

  it('are exactly those that the pinned Node needs, except the ones for addons', () => {
    const { path } = findNode(join(__dirname, '../../../..'), process.arch);
    const node = parseElf(readFileSync(path), path);
    const { dynamicLoader, libraries } = resolveLibraries(
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

  it.each(['x86-64', 'aarch64'] as const)(
    'are in the runtime, with those of addons: %s',
    (machine) => {
      const needed = ['libc.so.6'];
      const node = parseElf(renderTinyElf({ machine, interpreter: '/lib/ld.so', needed }), 'node');
      expect(needAddonLibraries(node, folder).needed).toEqual([
        'libc.so.6',
        'libresolv.so.2',
        'librt.so.1',
      ]);
      expect(needAddonLibraries(node, folder, ['tools']).needed).toEqual([
        'libc.so.6',
        'libutil.so.1',
      ]);
    },
  );

  it('are stored with their licences and nothing else', () => {
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

  it('rejects a file with different content, by its digest', () => {
    writeFileSync(path(), brotliCompressSync(Buffer.from('another')));
    expect(find).toThrow(
      /^Cannot trust ".*amd64\/libdl.so.2.br": its content has sha256 \w{64}, expected \w{64}; restore it/,
    );
  });

  it('rejects a truncated file', () => {
    truncateSync(path(), 100);
    expect(find).toThrow(/^Cannot unpack ".*amd64\/libdl.so.2.br": expected brotli; restore it/);
  });

  it('rejects a missing file', () => {
    rmSync(path());
    expect(find).toThrow(/^Cannot read ".*amd64\/libdl.so.2.br": no such file; restore it/);
  });

  it('has no library that is not locked', () => {
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
      'neededBy of library 0 is none of node, addons, tools',
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
  ])('rejects a lock with %s', (cause, text) => {
    expect(() => parseLibraryLock(text, 'lock.json')).toThrow(
      `Cannot read "lock.json": ${cause}, expected the lock of the libraries; restore it`,
    );
  });
});
