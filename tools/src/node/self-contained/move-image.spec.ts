import { type Section, type Segment, PF, PT, SHF, SHT } from '../../formats/elf/elf.ts';
import { parseElf } from '../../formats/elf/parse-elf.ts';
import { renderTinyElf } from '../../formats/elf/tiny-elf.fixture.ts';
import { ceilTo, floorTo, moveImage, moveSection, moveSegment } from './move-image.ts';

const PAGE = 0x1_0000;

const load = (offset: number, virtualAddress: number, bytes: number): Segment => ({
  type: PT.LOAD,
  flags: PF.R,
  offset,
  virtualAddress,
  fileBytes: bytes,
  memoryBytes: bytes,
  alignBytes: PAGE,
});

/** A file of one megabyte whose bytes encode their own offset, with the given segments. */
function imageOf(segments: readonly Segment[]) {
  const bytes = Uint8Array.from({ length: 0x10_0000 }, (_, offset) => (offset >> 8) % 251);
  return { ...parseElf(renderTinyElf({}), 'image'), bytes, segments };
}

const move = (segments: readonly Segment[], offset = 0x123) =>
  moveImage(imageOf(segments), {
    offset,
    addressShift: 0x1000_0000,
    pageBytes: PAGE,
  });

describe('moveImage()', () => {
  it('starts on the next page of the file, at the same offset within the page', () => {
    const { loads, placements, endOffset } = move([load(0x2_0040, 0x40_0040, 0x100)]);
    expect(loads[0]?.to).toMatchObject({ offset: 0x1_0040, virtualAddress: 0x1040_0040 });
    expect(placements).toEqual([{ offset: 0x1_0040, bytes: expect.any(Uint8Array) as Uint8Array }]);
    expect(endOffset).toBe(0x1_0140);
  });

  it('keeps the distance of segments that share a page of the file, and the bytes between them', () => {
    // As in ld.so for arm64: the linker maps one page of the file twice.
    const { loads, placements } = move([load(0, 0, 0x2_6058), load(0x2_eda0, 0x3_eda0, 0x2428)]);
    expect(loads.map(({ to }) => to.offset)).toEqual([0x1_0000, 0x3_eda0]);
    expect(placements.map(({ bytes }) => bytes.byteLength)).toEqual([0x3_11c8]);
  });

  it('omits the bytes between segments on different pages', () => {
    const { loads, placements, endOffset } = move([
      load(0, 0x40_0000, 0x100),
      load(0x9_0010, 0x90_0010, 0x100),
    ]);
    expect(loads.map(({ to }) => to.offset)).toEqual([0x1_0000, 0x2_0010]);
    expect(placements.map(({ bytes }) => bytes[0])).toEqual([0, (0x9_0010 >> 8) % 251]);
    expect(endOffset).toBe(0x2_0110);
  });

  it('accepts segments in any order of the file', () => {
    const { loads } = move([load(0x9_0000, 0x40_0000, 0x100), load(0x100, 0x50_0100, 0x100)]);
    expect(loads.map(({ to }) => to.offset)).toEqual([0x1_0000, 0x2_0100]);
  });

  it.each([
    [[load(0x123, 0x40_0123, 0x5_0000), load(0x7_0000, 0x50_0000, 5)]],
    [[load(0, 0, 0x2_6058), load(0x2_eda0, 0x3_eda0, 0x2428), load(0x3_f000, 0x5_f000, 7)]],
  ])('keeps offset and address equal modulo the page: %#', (segments) => {
    for (const { from, to } of move(segments).loads) {
      expect((to.virtualAddress - to.offset) % PAGE).toBe(0);
      expect(to.fileBytes).toBe(from.fileBytes);
    }
  });
});

describe('moveSegment()', () => {
  const { loads } = move([load(0x2_0000, 0x40_0000, 0x100), load(0x9_0000, 0x50_0000, 0x100)]);
  const note = (virtualAddress: number) => ({
    ...load(0, virtualAddress, 8),
    type: PT.NOTE,
    alignBytes: 4,
  });

  it.each([
    [0x40_0010, 0x1_0010],
    [0x50_00ff, 0x2_00ff],
  ])('moves a note at %d with its segment', (address, offset) => {
    const moved = moveSegment(note(address), loads);
    expect(moved).toMatchObject({ offset, virtualAddress: address + 0x1000_0000, alignBytes: 4 });
  });

  it('does not change a segment without memory', () => {
    const stack = { ...load(0, 0, 0), type: PT.GNU_STACK };
    expect(moveSegment(stack, loads)).toEqual(stack);
  });
});

describe('moveSection()', () => {
  const { loads } = move([load(0x2_0000, 0x40_0000, 0x100), load(0x9_0000, 0x50_0000, 0x100)]);
  const section = (virtualAddress: number, sizeBytes: number): Section => ({
    name: '.rodata',
    type: SHT.PROGBITS,
    flags: SHF.ALLOC,
    virtualAddress,
    offset: 0,
    sizeBytes,
    link: 0,
    info: 0,
    alignBytes: 16,
    entryBytes: 0,
  });

  it.each([
    ['in one segment', 0x40_0010, 0x20, [[0x1_0010, 0x1040_0010, 0x20]]],
    ['up to the end of one', 0x50_0000, 0x100, [[0x2_0000, 0x1050_0000, 0x100]]],
    ['without content', 0x40_0040, 0, [[0x1_0040, 0x1040_0040, 0]]],
    [
      'across a gap',
      0x40_0080,
      0x10_0000,
      [
        [0x1_0080, 0x1040_0080, 0x80],
        [0x2_0000, 0x1050_0000, 0x80],
      ],
    ],
    ['in the gap', 0x40_0100, 0x80, []],
    ['without an address', 0, 0x20, []],
    ['without an address that is large', 0, 0x60_0000, []],
  ])('moves a section %s', (_, address, sizeBytes, expected) => {
    const moved = moveSection(section(address, sizeBytes), loads);
    expect(moved.map((part) => [part.offset, part.virtualAddress, part.sizeBytes])).toEqual(
      expected,
    );
    for (const { name, alignBytes } of moved) expect([name, alignBytes]).toEqual(['.rodata', 16]);
  });
});

describe('ceilTo() and floorTo()', () => {
  it.each([
    [0, 0, 0],
    [1, 16, 0],
    [16, 16, 16],
    [0x7fff_ffff_0001, 0x7fff_ffff_0010, 0x7fff_ffff_0000], // beyond the 32 bits of operators
  ])('round %d to %d and %d', (value, up, down) => {
    expect([ceilTo(value, 16), floorTo(value, 16)]).toEqual([up, down]);
  });
});
