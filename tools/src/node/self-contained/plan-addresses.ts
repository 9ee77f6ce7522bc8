import { type Elf, type Segment, EHDR_BYTES, PHDR_BYTES, PT } from '../../formats/elf/elf.ts';
import { Fault } from '../../host/faults/fault.ts';
import { ceilTo, floorTo } from './move-image.ts';
import { countKernelSegments } from './plan-segments.ts';
import { stubTableBytes } from './stub-table.ts';

/** The default of vm.mmap_min_addr (sysctl): a program can have no memory below it. */
const LOWEST_ADDRESS = 0x1_0000;
/** Enough for the instructions of both processors; the stub's table has words of 8 bytes. */
const STUB_ALIGN_BYTES = 16;

/**
 * The first bytes of the file, which are mapped as one segment: the ELF header, the kernel's program
 * headers, the application's own, the stub and its table. Offsets are those in the file.
 */
export interface Head {
  readonly kernelHeadersOffset: number;
  readonly kernelHeaderCount: number;
  readonly applicationHeadersOffset: number;
  readonly stubOffset: number;
  readonly sizeBytes: number;
}

export interface HeadContent {
  readonly application: Elf;
  readonly loader: Elf;
  readonly stub: Uint8Array;
  readonly libraryCount: number;
}

export function planHead({ application, loader, stub, libraryCount }: HeadContent): Head {
  const kernelHeaderCount = countKernelSegments(application, loader);
  const applicationHeadersOffset = EHDR_BYTES + kernelHeaderCount * PHDR_BYTES;
  const headersEnd = applicationHeadersOffset + application.segments.length * PHDR_BYTES;
  const stubOffset = ceilTo(headersEnd, STUB_ALIGN_BYTES);
  return {
    kernelHeadersOffset: EHDR_BYTES,
    kernelHeaderCount,
    applicationHeadersOffset,
    stubOffset,
    sizeBytes: stubOffset + stub.byteLength + stubTableBytes(libraryCount),
  };
}

/** Where the parts that are ours to place begin in memory. */
export interface Addresses {
  readonly head: number;
  readonly loader: number;
  /** What is added to the addresses that the loader's file states. */
  readonly loaderShift: number;
  /** The largest page that a kernel for this machine may have: everything is aligned to it. */
  readonly pageBytes: number;
}

/**
 * Places loader and head below the application, which has to stay where it is; above it the heap
 * grows: brk(2).
 *
 * @throws {Fault} `APPLICATION_LOW` where there is no room.
 */
export function planAddresses({
  application,
  loader,
  head,
  pageBytes,
}: {
  application: Elf;
  loader: Elf;
  head: Head;
  pageBytes: number;
}): Addresses {
  const [applicationStart] = pagesOf(application, pageBytes);
  const [loaderStart, loaderEnd] = pagesOf(loader, pageBytes);
  const loaderAddress = applicationStart - (loaderEnd - loaderStart);
  const headAddress = floorTo(loaderAddress - head.sizeBytes, pageBytes);
  if (headAddress < LOWEST_ADDRESS)
    throw new Fault('APPLICATION_LOW', {
      path: application.path,
      address: applicationStart,
      lowestAddress: LOWEST_ADDRESS + applicationStart - headAddress,
    });
  return {
    head: headAddress,
    loader: loaderAddress,
    loaderShift: loaderAddress - loaderStart,
    pageBytes,
  };
}

/** The first page that a file maps, and the first behind its last. */
function pagesOf(elf: Elf, pageBytes: number): readonly [start: number, end: number] {
  const loads = loadsOf(elf);
  const starts = loads.map(({ virtualAddress }) => virtualAddress);
  const ends = loads.map(({ virtualAddress, memoryBytes }) => virtualAddress + memoryBytes);
  return [floorTo(Math.min(...starts), pageBytes), ceilTo(Math.max(...ends), pageBytes)];
}

/** The largest page that a kernel may have is what the linkers of these files aligned them to. */
export function largestAlignment(files: readonly Elf[]): number {
  return Math.max(...files.flatMap(loadsOf).map(({ alignBytes }) => alignBytes));
}

function loadsOf({ segments }: Elf): readonly Segment[] {
  return segments.filter(({ type }) => type === PT.LOAD);
}
