import { type Machine, type Segment, DT, EHDR_BYTES, PF, PHDR_BYTES, PT } from './elf.ts';
import { renderElfHeader, renderSegmentTable } from './render-elf.ts';

/** Properties of an ELF file that a test makes up. */
export interface TinyElf {
  readonly machine?: Machine;
  readonly interpreter?: string;
  readonly needed?: readonly string[];
  readonly soname?: string;
  readonly rpath?: string;
  readonly runpath?: string;
  /** Content of a PT_NOTE. */
  readonly notes?: Uint8Array;
}

/** Start address of the file; any multiple of the page size except 0 reveals a forgotten mapping. */
export const TINY_BASE_ADDRESS = 0x40_0000;

/**
 * Renders the smallest file with everything that `parseElf` reads: one PT_LOAD over the whole file,
 * with PT_INTERP and PT_DYNAMIC inside. It can be parsed, not run.
 */
export function renderTinyElf(elf: TinyElf): Buffer {
  const { notes } = elf;
  const segmentCount = notes === undefined ? 3 : 4;
  const tableEnd = EHDR_BYTES + segmentCount * PHDR_BYTES;
  const interpreter = Buffer.from(`${elf.interpreter ?? ''}\0`);
  const { strings, dynamic } = renderDynamic(elf, tableEnd + interpreter.length);
  const dynamicOffset = tableEnd + interpreter.length + strings.length;
  const notesOffset = dynamicOffset + dynamic.length;
  const endOffset = notesOffset + (notes?.length ?? 0);
  const segments = [
    segment({ type: PT.LOAD, offset: 0, end: endOffset }),
    segment({
      type: elf.interpreter === undefined ? PT.NULL : PT.INTERP,
      offset: tableEnd,
      end: tableEnd + interpreter.length,
    }),
    segment({ type: PT.DYNAMIC, offset: dynamicOffset, end: notesOffset }),
    ...(notes ? [segment({ type: PT.NOTE, offset: notesOffset, end: endOffset })] : []),
  ];
  const header = renderElfHeader({
    machine: elf.machine ?? 'x86-64',
    type: 'EXEC',
    entryAddress: TINY_BASE_ADDRESS,
    segmentTableOffset: EHDR_BYTES,
    segmentCount,
  });
  return Buffer.concat([
    header,
    renderSegmentTable(segments),
    interpreter,
    strings,
    dynamic,
    ...(notes ? [notes] : []),
  ]);
}

/** Renders the strings of DT_STRTAB (gABI: the first is empty) and the dynamic section for them. */
function renderDynamic(elf: TinyElf, stringsOffset: number): { strings: Buffer; dynamic: Buffer } {
  const names = [
    ...(elf.needed ?? []).map((text) => ({ tag: DT.NEEDED, text })),
    ...(elf.soname === undefined ? [] : [{ tag: DT.SONAME, text: elf.soname }]),
    ...(elf.rpath === undefined ? [] : [{ tag: DT.RPATH, text: elf.rpath }]),
    ...(elf.runpath === undefined ? [] : [{ tag: DT.RUNPATH, text: elf.runpath }]),
  ];
  let strings = '\0';
  const entries: [number, number][] = names.map(({ tag, text }) => {
    const at = strings.length;
    strings += `${text}\0`;
    return [tag, at];
  });
  entries.push([DT.STRTAB, TINY_BASE_ADDRESS + stringsOffset], [DT.STRSZ, strings.length]);
  entries.push([DT.NULL, 0]);
  const dynamic = Buffer.from(BigUint64Array.from(entries.flat(), BigInt).buffer);
  return { strings: Buffer.from(strings), dynamic };
}

function segment(range: { type: number; offset: number; end: number }): Segment {
  const fileBytes = range.end - range.offset;
  return {
    type: range.type,
    flags: PF.R,
    offset: range.offset,
    virtualAddress: TINY_BASE_ADDRESS + range.offset,
    fileBytes,
    memoryBytes: fileBytes,
    alignBytes: range.type === PT.LOAD ? 0x1000 : 1,
  };
}
