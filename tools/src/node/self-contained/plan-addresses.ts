import { type Elf, EHDR_BYTES, PHDR_BYTES, listLoads } from '../../formats/elf/elf.ts';
import { Fault } from '../../host/faults/fault.ts';
import type { Addresses, Head } from './layout.ts';
import { ceilTo, floorTo } from './move-image.ts';
import { countKernelSegments } from './plan-segments.ts';
import { stubTableBytes } from './stub-table.ts';

/** The default of sysctl vm.mmap_min_addr: a program cannot map memory below it. */
const LOWEST_ADDRESS = 0x1_0000;
/** Sufficient for the instructions of both processors; the table of the stub has words of 8 bytes. */
const STUB_ALIGN_BYTES = 16;

export interface HeadContent {
  readonly application: Elf;
  readonly loader: Elf;
  readonly stub: Uint8Array;
  readonly libraryCount: number;
  readonly memoryFileCount: number;
}

export function planHead({ application, loader, stub, ...counts }: HeadContent): Head {
  const kernelHeaderCount = countKernelSegments(application, loader);
  const applicationHeadersOffset = EHDR_BYTES + kernelHeaderCount * PHDR_BYTES;
  const headersEnd = applicationHeadersOffset + application.segments.length * PHDR_BYTES;
  const stubOffset = ceilTo(headersEnd, STUB_ALIGN_BYTES);
  return {
    kernelHeadersOffset: EHDR_BYTES,
    kernelHeaderCount,
    applicationHeadersOffset,
    stubOffset,
    sizeBytes:
      stubOffset + stub.byteLength + stubTableBytes(counts.libraryCount, counts.memoryFileCount),
  };
}

/**
 * Places the loader and the head below the application, which must keep its address. Above it the heap
 * grows: brk(2).
 *
 * @throws {Fault} `APPLICATION_LOW` if there is not enough space.
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

/** Returns the first page that a file maps, and the first page after its last. */
function pagesOf(elf: Elf, pageBytes: number): readonly [start: number, end: number] {
  const loads = listLoads(elf);
  const starts = loads.map(({ virtualAddress }) => virtualAddress);
  const ends = loads.map(({ virtualAddress, memoryBytes }) => virtualAddress + memoryBytes);
  return [floorTo(Math.min(...starts), pageBytes), ceilTo(Math.max(...ends), pageBytes)];
}
