import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { type Section, SHT } from './elf.ts';
import { parseElf } from './parse-elf.ts';
import { parseSections } from './parse-sections.ts';
import {
  renderElfHeader,
  renderSectionNames,
  renderSectionTable,
  renderSegmentTable,
} from './render-elf.ts';
import { renderTinyElf } from './tiny-elf.fixture.ts';

const section = (name: string, change: Partial<Section> = {}): Section => ({
  name,
  type: SHT.NULL,
  flags: 0,
  virtualAddress: 0,
  offset: 0,
  sizeBytes: 0,
  link: 0,
  info: 0,
  alignBytes: 0,
  entryBytes: 0,
  ...change,
});

/** Renders a file that has only sections; `.text` has a different number in every field. */
function renderSections(): { file: Buffer; sections: readonly Section[] } {
  const text = { type: 1, flags: 6, virtualAddress: 0x40_0000, offset: 3, sizeBytes: 4, link: 5 };
  const names = section('.shstrtab', { type: SHT.STRTAB, offset: 64 + 56 });
  const plain = [section(''), section('.text', { ...text, info: 6, alignBytes: 8, entryBytes: 9 })];
  const nameBytes = renderSectionNames([...plain, names]);
  const sections = [...plain, { ...names, sizeBytes: nameBytes.byteLength }];
  const header = renderElfHeader({
    machine: 'x86-64',
    type: 'EXEC',
    entryAddress: 0,
    segmentTableOffset: 64,
    segmentCount: 1,
    sectionTable: { offset: 64 + 56 + nameBytes.byteLength, count: sections.length },
  });
  const stack = { type: 0, flags: 0, offset: 0, virtualAddress: 0, fileBytes: 0, memoryBytes: 0 };
  const segments = renderSegmentTable([{ ...stack, alignBytes: 0 }]);
  const file = Buffer.concat([header, segments, nameBytes, renderSectionTable(sections)]);
  return { file, sections };
}

const parse = (file: Uint8Array) => parseSections(parseElf(file, 'server'));

describe('parseSections()', () => {
  it('reads what renderSectionTable() writes', () => {
    const { file, sections } = renderSections();
    expect(parse(file)).toEqual(sections);
  });

  it('returns none for a file without sections', () => {
    expect(parse(renderTinyElf({}))).toEqual([]);
  });

  it.each([
    [
      'cut headers',
      (file: Buffer) => file.subarray(0, -1),
      /^Cannot read "server": sh_entsize of section 2 ends at/,
    ],
    [
      'headers of another size',
      (file: Buffer) => Buffer.from(file.fill(40, 58, 59)),
      'e_shentsize is 40, expected 64',
    ],
    [
      'names outside a string table',
      (file: Buffer) => Buffer.from(file.fill(1, 62, 63)),
      'e_shstrndx is not the number of a string table',
    ],
  ])('rejects %s', (_, damage, text) => {
    expect(() => parse(damage(renderSections().file))).toThrow(text);
  });
});

const hasReadelf = existsSync('/usr/bin/readelf');

(hasReadelf ? it : it.skip)('parseSections() agrees with readelf about Node', () => {
  const args = ['--wide', '--section-headers', process.execPath];
  const lines = execFileSync('readelf', args, { encoding: 'utf8' }).split('\n');
  const header = /^ {2}\[ *\d+\] (\S*) +\S+ +([0-9a-f]{16}) ([0-9a-f]{6,}) ([0-9a-f]{6,}) /;
  const expected = lines.flatMap((line) => {
    const [, name, ...numbers] = header.exec(line) ?? [];
    return name === undefined ? [] : [[name, ...numbers.map((digits) => parseInt(digits, 16))]];
  });
  const sections = parse(readFileSync(process.execPath));
  expect(
    sections.map(({ name, virtualAddress, offset, sizeBytes }) => [
      name,
      virtualAddress,
      offset,
      sizeBytes,
    ]),
  ).toEqual(expected);
});
