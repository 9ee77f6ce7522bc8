/**
 * The head of the file, which is mapped as one segment: the ELF header, the program headers for the
 * kernel, those of the application, the stub and its table. Offsets are relative to the file.
 */
export interface Head {
  readonly kernelHeadersOffset: number;
  readonly kernelHeaderCount: number;
  readonly applicationHeadersOffset: number;
  readonly stubOffset: number;
  readonly sizeBytes: number;
}

/** Start addresses of the parts that can be placed freely. */
export interface Addresses {
  readonly head: number;
  readonly loader: number;
  /** Added to the addresses in the file of the loader. */
  readonly loaderShift: number;
  /** The largest page that a kernel for this machine may use; everything is aligned to it. */
  readonly pageBytes: number;
}
