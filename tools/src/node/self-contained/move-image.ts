import { type Elf, type Section, type Segment, listLoads } from '../../formats/elf/elf.ts';

/** Bytes and their offset in the file to write. */
export interface Placement {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** The loadable segments of an ELF file after they were moved to another file, and possibly to other addresses. */
export interface MovedImage {
  readonly loads: readonly MovedLoad[];
  readonly placements: readonly Placement[];
  /** The first byte of the file after the image. */
  readonly endOffset: number;
}

export interface MovedLoad {
  readonly from: Segment;
  readonly to: Segment;
}

export interface MoveOptions {
  /** First free byte of the file. */
  readonly offset: number;
  /** Added to every address; 0 keeps the addresses. */
  readonly addressShift: number;
  /** The largest page that a kernel for this machine may have, a power of two. */
  readonly pageBytes: number;
}

/** A part of an input file that moves as a whole, because its segments share pages of the file. */
interface FileStretch {
  readonly start: number;
  end: number;
  readonly offset: number;
}

/**
 * Places the loadable segments of a file in another file and omits everything that no segment maps:
 * debug information, symbols, section headers.
 *
 * A page of the file may belong to two segments (the linker maps it twice to save space), so segments
 * that share a page keep their distance. All others start on the next page, at the same offset within
 * it: gABI requires that `p_offset` and `p_vaddr` are equal modulo the page size.
 */
export function moveImage(elf: Elf, options: MoveOptions): MovedImage {
  const assigned = assignRuns(elf, options);
  const runs = [...new Set(assigned.map(({ run }) => run))];
  return {
    loads: assigned.map(({ from, run }) => ({ from, to: moveLoad(from, run, options) })),
    placements: runs.map(({ start, end, offset }) => ({
      offset,
      bytes: elf.bytes.subarray(start, end),
    })),
    endOffset: endOf(runs.at(-1), options),
  };
}

function assignRuns(
  elf: Elf,
  options: MoveOptions,
): readonly { from: Segment; run: FileStretch }[] {
  const { pageBytes } = options;
  let run: FileStretch | undefined;
  return listLoads(elf).map((from) => {
    const start = from.offset;
    const end = start + from.fileBytes;
    if (run && start >= run.start && floorTo(start, pageBytes) < run.end)
      run.end = Math.max(run.end, end);
    else {
      const page = ceilTo(endOf(run, options), pageBytes);
      run = { start, end, offset: page + (start % pageBytes) };
    }
    return { from, run };
  });
}

function endOf(run: FileStretch | undefined, { offset }: MoveOptions): number {
  return run === undefined ? offset : run.offset + run.end - run.start;
}

function moveLoad(load: Segment, run: FileStretch, { addressShift }: MoveOptions): Segment {
  return {
    ...load,
    offset: run.offset + load.offset - run.start,
    virtualAddress: load.virtualAddress + addressShift,
  };
}

/**
 * Moves a segment that describes a part of a loadable one (PT_NOTE, PT_TLS, ...) with it. A segment that
 * describes no memory, such as PT_GNU_STACK, does not change.
 */
export function moveSegment(segment: Segment, loads: readonly MovedLoad[]): Segment {
  return { ...segment, ...movePlace(segment.virtualAddress, loads) };
}

/**
 * Moves a section with the segments that contain it. Returns a header for the part in each of them.
 *
 * There is none for a section that begins where nothing is mapped: LIEF inside `node --build-sea` writes the
 * address 0 for that of a blob, and a large blob would reach into the first segments.
 */
export function moveSection(section: Section, loads: readonly MovedLoad[]): readonly Section[] {
  const { virtualAddress, sizeBytes } = section;
  if (!loads.some(({ from }) => contains(from, virtualAddress))) return [];
  return loads.flatMap(({ from, to }) => {
    const start = Math.max(virtualAddress, from.virtualAddress);
    const end = Math.min(virtualAddress + sizeBytes, from.virtualAddress + from.memoryBytes);
    const isEmpty = sizeBytes === 0 && start === virtualAddress && start <= end;
    if (start >= end && !isEmpty) return [];
    const distance = start - from.virtualAddress;
    const place = {
      offset: to.offset + distance,
      virtualAddress: to.virtualAddress + distance,
    };
    return [{ ...section, ...place, sizeBytes: end - start }];
  });
}

/** Tells whether an address is in a segment, or its end, where an empty section may be. */
function contains({ virtualAddress, memoryBytes }: Segment, address: number): boolean {
  return address >= virtualAddress && address <= virtualAddress + memoryBytes;
}

function movePlace(
  address: number,
  loads: readonly MovedLoad[],
): Pick<Segment, 'offset' | 'virtualAddress'> | undefined {
  const load = loads.find(
    ({ from }) =>
      address >= from.virtualAddress && address < from.virtualAddress + from.memoryBytes,
  );
  if (load === undefined) return undefined;
  const distance = address - load.from.virtualAddress;
  return {
    offset: load.to.offset + distance,
    virtualAddress: load.to.virtualAddress + distance,
  };
}

/** Rounds up to a multiple of a power of two. */
export function ceilTo(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}

/** Rounds down to a multiple of a power of two. */
export function floorTo(value: number, multiple: number): number {
  return Math.floor(value / multiple) * multiple;
}
