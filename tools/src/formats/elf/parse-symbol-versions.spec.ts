import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { describeWith, needPrograms } from '../../../testing/describe-with.ts';
import type { Elf } from './elf.ts';
import { parseElf } from './parse-elf.ts';
import { parseSections } from './parse-sections.ts';
import { parseNeededVersions, parseProvidedVersions } from './parse-symbol-versions.ts';
import { renderTinyElf } from './tiny-elf.fixture.ts';

const libraries = join(import.meta.dirname, '../../../libraries');

function readLibrary(path: string): Elf {
  return parseElf(brotliDecompressSync(readFileSync(join(libraries, `${path}.br`))), path);
}

describe('symbol versions', () => {
  it.each(['amd64', 'arm64'])('include those of libstdc++, for %s', (architecture) => {
    const library = readLibrary(`${architecture}/libstdc++.so.6`);
    expect(parseProvidedVersions(library)).toEqual(
      expect.arrayContaining(['GLIBCXX_3.4', 'GLIBCXX_3.4.30', 'CXXABI_1.3.13']),
    );
    expect(parseProvidedVersions(library)).not.toContain('libstdc++.so.6');
    expect(parseNeededVersions(library)).toContainEqual({
      library: 'libgcc_s.so.1',
      version: 'GCC_3.0',
    });
  });

  it('are empty for a file without sections', () => {
    const tiny = parseElf(renderTinyElf({}), 'tiny');
    expect([parseNeededVersions(tiny), parseProvidedVersions(tiny)]).toEqual([[], []]);
  });

  it('are rejected if their table is cut', () => {
    const library = readLibrary('amd64/libm.so.6');
    const section = parseSections(library).find(({ name }) => name === '.gnu.version_r');
    const bytes = Buffer.from(library.bytes);
    bytes.writeUInt32LE(0x7fff_ffff, (section?.offset ?? 0) + 8); // vn_aux
    expect(() => parseNeededVersions({ ...library, bytes })).toThrow(
      /^Cannot read "amd64\/libm.so.6": vn[a_]\w+ ends at byte \d+, the file has \d+;/,
    );
  });
});

describeWith(needPrograms('readelf'), 'symbol versions as readelf prints them', () => {
  const folder = mkdtempSync(join(tmpdir(), 'versions-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it.each(['libc.so.6', 'libstdc++.so.6', 'libatomic.so.1'])('agree for %s', (name) => {
    const library = readLibrary(`amd64/${name}`);
    const path = join(folder, name);
    writeFileSync(path, library.bytes);
    const args = ['--version-info', '--wide', path];
    const { stdout } = spawnSync('readelf', args, { encoding: 'utf8' });
    const [definitions = '', needs = ''] = stdout.split('Version needs section');
    const defined = [
      ...definitions.matchAll(/Flags: (?:none|WEAK) +Index: \d+ +Cnt: \d+ +Name: (\S+)/g),
    ];
    const needed = [...needs.matchAll(/Name: (\S+) +Flags/g)];
    expect(parseProvidedVersions(library)).toEqual(defined.map(([, version]) => version));
    expect(parseNeededVersions(library).map(({ version }) => version)).toEqual(
      needed.map(([, version]) => version),
    );
  });
});
