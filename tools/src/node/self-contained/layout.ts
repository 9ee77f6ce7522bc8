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

/** Where the parts that are ours to place begin in memory. */
export interface Addresses {
  readonly head: number;
  readonly loader: number;
  /** What is added to the addresses that the loader's file states. */
  readonly loaderShift: number;
  /** The largest page that a kernel for this machine may have: everything is aligned to it. */
  readonly pageBytes: number;
}
