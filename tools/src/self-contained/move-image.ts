import { type Elf, type Section, type Segment, PT } from '../elf/elf.ts';

/** Bytes and their place in the file that is written. */
export interface Placement {
  readonly label: string;
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** What the loadable segments of an ELF file become in another file, perhaps at other addresses. */
export interface MovedImage {
  readonly loads: readonly MovedLoad[];
  readonly placements: readonly Placement[];
  /** The first byte of the file behind the image. */
  readonly endOffset: number;
}

export interface MovedLoad {
  readonly from: Segment;
  readonly to: Segment;
}

export interface MoveOptions {
  readonly label: string;
  /** First byte of the file that may be used. */
  readonly offset: number;
  /** Added to every address; 0 leaves the image where it is. */
  readonly addressShift: number;
  /** The largest page that a kernel for this machine may have, a power of two. */
  readonly pageBytes: number;
}

/** A stretch of an input file that moves as one, because its segments share pages of the file. */
interface Run {
  readonly start: number;
  end: number;
  readonly offset: number;
}

/**
 * Gives the loadable segments of a file places in another one and leaves out what no segment maps:
 * debug information, symbols, section headers.
 *
 * A page of the file may belong to two segments (the linker maps it twice to save room), so that
 * segments which meet in a page keep their distance. All others begin on the next page, at the same
 * place within it: gABI asks for `p_offset` and `p_vaddr` that are equal modulo the page size.
 */
export function moveImage(elf: Elf, options: MoveOptions): MovedImage {
  const assigned = assignRuns(elf, options);
  const runs = [...new Set(assigned.map(({ run }) => run))];
  return {
    loads: assigned.map(({ from, run }) => ({ from, to: moveLoad(from, run, options) })),
    placements: runs.map(({ start, end, offset }) => ({
      label: options.label,
      offset,
      bytes: elf.bytes.subarray(start, end),
    })),
    endOffset: endOf(runs.at(-1), options),
  };
}

function assignRuns(elf: Elf, options: MoveOptions): readonly { from: Segment; run: Run }[] {
  const { pageBytes } = options;
  let run: Run | undefined;
  return elf.segments
    .filter(({ type }) => type === PT.LOAD)
    .map((from) => {
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

function endOf(run: Run | undefined, { offset }: MoveOptions): number {
  return run === undefined ? offset : run.offset + run.end - run.start;
}

function moveLoad(load: Segment, run: Run, { addressShift }: MoveOptions): Segment {
  return {
    ...load,
    offset: run.offset + load.offset - run.start,
    virtualAddress: load.virtualAddress + addressShift,
  };
}

/**
 * Moves a segment that describes a part of a loadable one (PT_NOTE, PT_TLS, ...) along with it.
 * One that describes no memory, as PT_GNU_STACK, stays as it is.
 */
export function moveSegment(segment: Segment, loads: readonly MovedLoad[]): Segment {
  const load = findLoad(segment.virtualAddress, loads);
  if (load === undefined) return segment;
  const shift = load.to.virtualAddress - load.from.virtualAddress;
  return {
    ...segment,
    offset: load.to.offset + (segment.virtualAddress - load.from.virtualAddress),
    virtualAddress: segment.virtualAddress + shift,
  };
}

/** Moves the header of a section along with the segment it lies in; undefined where there is none. */
export function moveSection(section: Section, loads: readonly MovedLoad[]): Section | undefined {
  const load = findLoad(section.virtualAddress, loads);
  return (
    load && {
      ...section,
      offset: load.to.offset + (section.virtualAddress - load.from.virtualAddress),
      virtualAddress: section.virtualAddress + load.to.virtualAddress - load.from.virtualAddress,
    }
  );
}

/** True where a segment is a part of the memory that a file maps, so that it can move along. */
export function isInsideLoad(segment: Segment, segments: readonly Segment[]): boolean {
  const loads = segments.filter(({ type }) => type === PT.LOAD).map((from) => ({ from, to: from }));
  return findLoad(segment.virtualAddress, loads) !== undefined;
}

function findLoad(address: number, loads: readonly MovedLoad[]): MovedLoad | undefined {
  return loads.find(
    ({ from }) =>
      address >= from.virtualAddress && address < from.virtualAddress + from.memoryBytes,
  );
}

/** The next multiple of a power of two, upwards. */
export function ceilTo(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}

/** The next multiple of a power of two, downwards. */
export function floorTo(value: number, multiple: number): number {
  return Math.floor(value / multiple) * multiple;
}
