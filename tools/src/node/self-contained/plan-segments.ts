import { type Elf, type Segment, PF, PHDR_BYTES, PT } from '../../formats/elf/elf.ts';
import type { Addresses, Head } from './layout.ts';
import { type MovedImage, moveSegment } from './move-image.ts';

/** What a self-contained executable maps. */
export interface Images {
  readonly head: Head;
  readonly addresses: Addresses;
  readonly loader: MovedImage;
  readonly application: MovedImage;
}

/**
 * The segments that describe an application to tools. Of these the kernel acts on PT_GNU_STACK only.
 *
 * Left out are PT_INTERP, by which the kernel would start the host's ld.so; PT_DYNAMIC, by which
 * tools would look for libraries; and PT_GNU_PROPERTY, whose promises (of branch targets) hold for
 * the application but not for the loader, to which the kernel would apply them here.
 */
const DESCRIBING: readonly number[] = [
  PT.NOTE,
  PT.TLS,
  PT.GNU_EH_FRAME,
  PT.GNU_STACK,
  PT.GNU_RELRO,
];

/** How many segments `planKernelSegments` will give: the size of the head depends on it. */
export function countKernelSegments(application: Elf, loader: Elf): number {
  const head = 2; // PT_PHDR and PT_LOAD
  return head + select(loader, [PT.LOAD]).length + select(application, KERNEL_TYPES).length;
}

const KERNEL_TYPES = [PT.LOAD, ...DESCRIBING];

function select({ segments }: Elf, types: readonly number[]): readonly Segment[] {
  return segments.filter(({ type }) => types.includes(type));
}

/** The program headers that the kernel reads, PT_LOAD ascending as gABI wants it. */
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
 * The application's own program headers, PT_INTERP included, for ld.so and dl_iterate_phdr(3). Their
 * PT_PHDR names the place of this copy: ld.so takes the difference between AT_PHDR and its address
 * for the distance by which the program was moved, which has to be 0.
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
    virtualAddress: addresses.head + offset, // the head begins the file
    fileBytes: count * PHDR_BYTES,
    memoryBytes: count * PHDR_BYTES,
    alignBytes: 8,
  };
}
