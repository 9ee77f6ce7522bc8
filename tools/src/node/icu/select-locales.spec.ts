import { type Elf, PT } from '../../formats/elf/elf.ts';
import { parseElf } from '../../formats/elf/parse-elf.ts';
import { renderTinyElf } from '../../formats/elf/tiny-elf.fixture.ts';
import { selectLocales } from './select-locales.ts';
import { parseIcuPackage } from './parse-icu-package.ts';
import { renderTinyBundle, renderTinyIcuPackage, TINY_ITEMS } from './tiny-icu-package.fixture.ts';

const PAGE = 0x1000;
const BEFORE = Buffer.from('CmnD, as in the code, is not the data'.padEnd(PAGE + 32));
const BEHIND = Buffer.from('content after the data');

/** Makes a program with this read-only data; the segment starts in the middle of a page, which is legal. */
function programWith(content: Buffer): Elf {
  const program = parseElf(renderTinyElf({}), 'node');
  const [load] = program.segments as [(typeof program.segments)[0]];
  const offset = program.bytes.byteLength;
  const virtualAddress = 0x80_0000 + offset;
  const sizes = { fileBytes: content.length, memoryBytes: content.length };
  return {
    ...program,
    bytes: Buffer.concat([program.bytes, content]),
    segments: [...program.segments, { ...load, ...sizes, offset, virtualAddress }],
  };
}

/** The tiny package with a locale that spans several pages. */
const LARGE = renderTinyBundle({ Version: 'x'.repeat(2 * PAGE) });
const PACKAGE = renderTinyIcuPackage(
  TINY_ITEMS.map((item) => (item.name === 'de.res' ? { ...item, bytes: LARGE } : item)),
);

describe('selectLocales()', () => {
  const given = programWith(Buffer.concat([BEFORE, PACKAGE, BEHIND]));
  const { application, icu } = selectLocales(given, ['en']);
  const loads = application.segments.filter(({ type }) => type === PT.LOAD).slice(1);
  const [first, second] = loads as [(typeof loads)[0], (typeof loads)[0]];
  const givenLoad = given.segments.at(-1);
  const contentOf = ({ bytes }: Elf, { offset, fileBytes }: typeof first) =>
    Buffer.from(bytes.subarray(offset, offset + fileBytes));

  it('leaves whole pages between two segments, and every address unchanged', () => {
    expect(loads).toHaveLength(2);
    expect(first.virtualAddress).toBe(givenLoad?.virtualAddress);
    expect((first.virtualAddress + first.memoryBytes) % PAGE).toBe(0);
    expect(second.virtualAddress % PAGE).toBe(0);
    expect(second.virtualAddress - first.virtualAddress - first.memoryBytes).toBe(3 * PAGE);
    for (const { offset, virtualAddress } of loads) expect(virtualAddress - offset).toBe(0x80_0000);
  });

  it('changes nothing before or after the data', () => {
    expect(contentOf(application, first).subarray(0, BEFORE.length).equals(BEFORE)).toBe(true);
    expect(contentOf(application, second).subarray(-BEHIND.length).equals(BEHIND)).toBe(true);
  });

  it('keeps the selected items at the start of the data, and removes the others', () => {
    const content = contentOf(application, first);
    const { items, sizeBytes } = parseIcuPackage(content.subarray(BEFORE.length), 'node');
    expect(items.map(({ name }) => name)).not.toContain('de.res');
    const selectedBytes = Math.ceil(sizeBytes / 16) * 16; // the last item is padded
    expect(icu).toEqual({ originalBytes: PACKAGE.length, selectedBytes });
    const unused = content.subarray(BEFORE.length + selectedBytes);
    expect(unused).toEqual(Buffer.alloc(unused.length));
  });

  it('does not modify its input', () => {
    expect(given.segments.at(-1)).toEqual(givenLoad);
    expect(Buffer.from(given.bytes).includes(LARGE)).toBe(true);
  });

  it.each(['all', ['all']] as const)('changes nothing and reads nothing for %j', (locales) => {
    const program = programWith(Buffer.from('no data'));
    expect(selectLocales(program, locales)).toEqual({ application: program, icu: undefined });
  });

  it('makes no gap smaller than a page', () => {
    const small = programWith(renderTinyIcuPackage(TINY_ITEMS));
    expect(selectLocales(small, ['en']).application.segments).toEqual(small.segments);
  });

  it('respects the largest page size', () => {
    const large = given.segments.map((segment) => ({ ...segment, alignBytes: 16 * PAGE }));
    const { segments } = selectLocales({ ...given, segments: large }, ['en']).application;
    expect(segments).toEqual(large);
  });

  it('reports a program without ICU data', () => {
    expect(() => selectLocales(programWith(BEFORE), ['en'])).toThrow(
      'Cannot choose locales for "node": it contains no ICU data ("CmnD" after the magic 0x27da), expected the data of official Node; set "locales" to "all"',
    );
  });

  it('reports data that is truncated by the end of its segment', () => {
    expect(() => selectLocales(programWith(PACKAGE.subarray(0, 0x60)), ['en'])).toThrow(
      'Cannot read "node": the table of the 17 items of the ICU data ends at byte 140, the file has 64; fetch',
    );
  });
});
