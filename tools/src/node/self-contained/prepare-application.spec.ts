import { type Segment, PF, PT } from '../../formats/elf/elf.ts';
import { parseElf } from '../../formats/elf/parse-elf.ts';
import { renderTinyElf } from '../../formats/elf/tiny-elf.fixture.ts';
import { prepareApplication } from './prepare-application.ts';

const segment = (type: number, virtualAddress: number, bytes: number): Segment => ({
  type,
  flags: PF.R,
  offset: virtualAddress - 0x40_0000,
  virtualAddress,
  fileBytes: bytes,
  memoryBytes: bytes,
  alignBytes: 0x1000,
});

const application = (segments: readonly Segment[]) => ({
  ...parseElf(renderTinyElf({}), 'server'),
  segments,
});

const code = segment(PT.LOAD, 0x40_0000, 0x1000);
const note = segment(PT.LOAD, 0x42_0000, 0x100);

describe('prepareApplication()', () => {
  it('drops a segment that contains only the program headers, such as --build-sea adds', () => {
    const headers = segment(PT.PHDR, 0x40_1000, 0x2a0);
    const holder = segment(PT.LOAD, 0x40_1000, 0x508);
    const { segments } = prepareApplication(application([headers, code, holder, note]), 0x1_0000);
    expect(segments).toEqual([headers, code, note]);
  });

  it.each([
    ['they are in the first segment', [segment(PT.PHDR, 0x40_0040, 0x2a0), code, note]],
    [
      'something else is there too',
      [segment(PT.PHDR, 0x42_0000, 0x40), code, note, segment(PT.NOTE, 0x42_0040, 0x20)],
    ],
    ['there are none', [code, note]],
  ])('drops nothing if %s', (_, segments) => {
    expect(prepareApplication(application(segments), 0x1_0000).segments).toEqual(segments);
  });

  it('assumes the largest possible pages', () => {
    const segments = [code, segment(PT.LOAD, 0x40_1000, 0x100)];
    expect(prepareApplication(application(segments), 0x1000).segments).toEqual(segments);
    expect(() => prepareApplication(application(segments), 0x1_0000)).toThrow(
      'its segment at 0x401000 shares a page of 65536 bytes with the previous segment',
    );
  });
});
