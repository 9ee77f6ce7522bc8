import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseElf } from '../../formats/elf/parse-elf.ts';
import { type TinyElf, renderTinyElf } from '../../formats/elf/tiny-elf.fixture.ts';
import { findNode } from '../runtime/find-node.ts';
import { type ResolvedLibraries, resolveLibraries } from './resolve-libraries.ts';
import { readLibraryFolders } from './host-libraries.fixture.ts';

const server = (elf: TinyElf = {}) =>
  parseElf(renderTinyElf({ interpreter: '/lib64/ld.so.2', ...elf }), 'server');

/** A source of libraries; each key is a name. */
function fileSource(libraries: Record<string, TinyElf>) {
  const files = new Map(Object.entries(libraries));
  return {
    description: '"lib"',
    find(name: string) {
      const elf = files.get(name);
      return elf && parseElf(renderTinyElf({ soname: name, ...elf }), `lib/${name}`);
    },
  };
}

const namesOf = ({ dynamicLoader, libraries }: ResolvedLibraries) =>
  [dynamicLoader, ...libraries].map(({ name }) => name);

describe('resolveLibraries()', () => {
  const libraries = {
    'ld.so.2': {},
    'libc.so.6': { needed: ['ld.so.2'] },
    'libB.so.1': { needed: ['libc.so.6'] },
    'liba.so.1': { needed: ['libB.so.1', 'libc.so.6'] },
    'libunused.so.1': {},
  };

  it('returns the loader and each needed library once, breadth first like ld.so', () => {
    const needed = ['liba.so.1', 'libc.so.6', 'ld.so.2'];
    expect(namesOf(resolveLibraries(server({ needed }), fileSource(libraries)))).toEqual([
      'ld.so.2',
      'liba.so.1',
      'libc.so.6',
      'libB.so.1',
    ]);
  });

  it('terminates if libraries need each other', () => {
    const circle = {
      'ld.so.2': {},
      'liba.so.1': { needed: ['libb.so.1'] },
      'libb.so.1': { needed: ['liba.so.1'] },
    };
    const resolved = resolveLibraries(server({ needed: ['liba.so.1'] }), fileSource(circle));
    expect(namesOf(resolved)).toEqual(['ld.so.2', 'liba.so.1', 'libb.so.1']);
  });

  it('rejects a missing library and names the file that needs it', () => {
    const source = fileSource({ 'ld.so.2': {}, 'liba.so.1': { needed: ['libb.so.1'] } });
    expect(() => resolveLibraries(server({ needed: ['liba.so.1'] }), source)).toThrow(
      'Cannot find "libb.so.1", needed by "lib/liba.so.1": it is not in "lib"; install the package that contains it or name its folder',
    );
  });

  it('rejects a missing dynamic loader', () => {
    expect(() => resolveLibraries(server(), fileSource({}))).toThrow(
      'Cannot find "ld.so.2", needed by "server"',
    );
  });

  it('rejects a library for another processor', () => {
    const source = fileSource({ 'ld.so.2': { machine: 'aarch64' } });
    expect(() => resolveLibraries(server(), source)).toThrow(
      'Cannot use "lib/ld.so.2" as "ld.so.2", needed by "server": it is for aarch64, expected x86-64; use the libraries of that architecture',
    );
  });

  it('rejects a library with another DT_SONAME', () => {
    const source = fileSource({ 'ld.so.2': { soname: 'ld-musl.so.1' } });
    expect(() => resolveLibraries(server(), source)).toThrow(
      'Cannot use "lib/ld.so.2" as "ld.so.2", needed by "server": its DT_SONAME is "ld-musl.so.1"; use the file whose DT_SONAME is that name',
    );
  });

  it('rejects a static program', () => {
    expect(() => resolveLibraries(parseElf(renderTinyElf({}), 'server'), fileSource({}))).toThrow(
      'Cannot find the libraries of "server": it names no dynamic loader (PT_INTERP)',
    );
  });
});

describe('readLibraryFolders()', () => {
  let first: string;
  let second: string;
  beforeEach(() => {
    first = mkdtempSync(join(tmpdir(), 'libraries-'));
    second = mkdtempSync(join(tmpdir(), 'libraries-'));
  });
  afterEach(() => {
    for (const folder of [first, second]) rmSync(folder, { recursive: true });
  });

  it('uses the first folder that has the name', () => {
    for (const folder of [first, second])
      writeFileSync(join(folder, 'liba.so.1'), renderTinyElf({ soname: 'liba.so.1' }));
    writeFileSync(join(second, 'libb.so.1'), renderTinyElf({ soname: 'libb.so.1' }));
    const { find } = readLibraryFolders([first, second]);
    expect(find('liba.so.1')?.path).toBe(join(first, 'liba.so.1'));
    expect(find('libb.so.1')?.path).toBe(join(second, 'libb.so.1'));
  });

  it.each(['libc.so.6', '../liba.so.1', '', '.'])('has no library called "%s"', (name) => {
    expect(readLibraryFolders([first, second]).find(name)).toBeUndefined();
  });
});

const hostFolders = ['/lib/x86_64-linux-gnu', '/lib/aarch64-linux-gnu', '/lib64', '/lib'];

/** The names in the output of ldd; none if this host has no ldd or lacks libraries of official Node. */
function lddNames(path: string): readonly string[] {
  try {
    const text = execFileSync('ldd', [path], { encoding: 'utf8' });
    if (text.includes('not found')) return [];
    return text.split('\n').flatMap((line) => /^\t(?:\S*\/)?(\S+\.so\S*) /.exec(line)?.[1] ?? []);
  } catch {
    return [];
  }
}

const { path: official } = findNode(join(__dirname, '../../../..'), process.arch);
const hostNames = lddNames(official).filter((name) => name !== 'linux-vdso.so.1');

(hostNames.length > 0 ? describe : describe.skip)('resolveLibraries() agrees with ldd', () => {
  it('about official Node', () => {
    const node = parseElf(readFileSync(official), official);
    const resolved = resolveLibraries(node, readLibraryFolders(hostFolders));
    expect(namesOf(resolved).toSorted()).toEqual(hostNames.toSorted());
  });
});
