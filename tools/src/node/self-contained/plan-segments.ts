import { type Elf, type Segment, PF, PHDR_BYTES, PT } from '../../formats/elf/elf.ts';
import type { Addresses, Head } from './layout.ts';
import { type MovedImage, moveSegment } from './move-image.ts';

/** The parts that a self-contained executable maps. */
export interface Images {
  readonly head: Head;
  readonly addresses: Addresses;
  readonly loader: MovedImage;
  readonly application: MovedImage;
}

/**
 * The segments that describe an application for tools. The kernel uses only PT_GNU_STACK of them.
 *
 * Omitted are PT_INTERP, with which the kernel would start the host's ld.so; PT_DYNAMIC, with which
 * tools would look for libraries; and PT_GNU_PROPERTY, whose guarantees (of branch targets) hold for the
 * application but not for the loader, to which the kernel would apply them here.
 */
const DESCRIBING: readonly number[] = [
  PT.NOTE,
  PT.TLS,
  PT.GNU_EH_FRAME,
  PT.GNU_STACK,
  PT.GNU_RELRO,
];

/** Counts the segments that `planKernelSegments` will return; the size of the head depends on it. */
export function countKernelSegments(application: Elf, loader: Elf): number {
  const head = 2; // PT_PHDR and PT_LOAD
  return head + select(loader, [PT.LOAD]).length + select(application, KERNEL_TYPES).length;
}

const KERNEL_TYPES = [PT.LOAD, ...DESCRIBING];

function select({ segments }: Elf, types: readonly number[]): readonly Segment[] {
  return segments.filter(({ type }) => types.includes(type));
}

/** Plans the program headers for the kernel, PT_LOAD in ascending order as gABI requires. */
export function planKernelSegments(application: Elf, images: Images): readonly Segment[] {
  const { head, addresses } = images;
  const describing = select(application, DESCRIBING);
  return [
    planHeaderSegment(images, head.kernelHeadersOffset, head.kernelHeaderCount),
    {
      type: PT.LOAD,
      flags: PF.R | PF.X,
      offset: 0,
      virtualAddress: addresses.head,
      fileBytes: head.sizeBytes,
      memoryBytes: head.sizeBytes,
      alignBytes: addresses.pageBytes,
    },
    ...images.loader.loads.map(({ to }) => to),
    ...images.application.loads.map(({ to }) => to),
    ...describing.map((segment) => moveSegment(segment, images.application.loads)),
  ];
}

/**
 * Plans the program headers of the application, including PT_INTERP, for ld.so and dl_iterate_phdr(3).
 * Their PT_PHDR has the address of this copy: ld.so computes the load offset of the program, which must
 * be 0, as the difference between AT_PHDR and that address.
 */
export function planApplicationSegments(application: Elf, images: Images): readonly Segment[] {
  const { applicationHeadersOffset } = images.head;
  return application.segments.map((segment) =>
    segment.type === PT.PHDR
      ? planHeaderSegment(images, applicationHeadersOffset, application.segments.length)
      : moveSegment(segment, images.application.loads),
  );
}

function planHeaderSegment({ addresses }: Images, offset: number, count: number): Segment {
  return {
    type: PT.PHDR,
    flags: PF.R,
    offset,
    virtualAddress: addresses.head + offset, // the head is at the start of the file
    fileBytes: count * PHDR_BYTES,
    memoryBytes: count * PHDR_BYTES,
    alignBytes: 8,
  };
}
