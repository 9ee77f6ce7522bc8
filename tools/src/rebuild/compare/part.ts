/** A named range of an artefact. */
export interface Part {
  /** Name in the terms of its format; empty if the place of a difference does not need it. */
  readonly name: string;
  /** Key for matching it with the other side, if that is not its name. */
  readonly key?: string;
  readonly bytes: Uint8Array;
  /**
   * Its offset in the enclosing part; undefined if its bytes do not occur there, such as the content of
   * a gzip file.
   */
  readonly offset: number | undefined;
  /** Its format, if known; otherwise it is detected by content. */
  readonly format?: Format;
  /** True for bytes that must not be split further. */
  readonly isOpaque?: boolean;
  /** Renders its value for people: a mode in octal, a time in seconds. */
  readonly renderValue?: (bytes: Uint8Array) => string;
  /** Locates one of its bytes; by default by line or offset. */
  readonly locate?: (offset: number) => readonly string[];
  /** Remark if this part differs and no part before it. */
  readonly remark?: string;
}

/** A kind of artefact that consists of parts. */
export interface Format {
  /** Name within a sentence. */
  readonly name: string;
  readonly recognises: (bytes: Uint8Array) => boolean;
  /**
   * Splits bytes into parts, causes before consequences: the content of an entry before its size, the
   * layers of an image before their digests. Parts may overlap, and need not cover everything.
   *
   * @throws {RangeError | SyntaxError | Fault} if the bytes are damaged.
   */
  readonly parse: (bytes: Uint8Array) => readonly Part[];
}

/** A field at a fixed offset of a header. */
export interface Field {
  readonly name: string;
  readonly offset: number;
  readonly sizeBytes: number;
  readonly renderValue?: (bytes: Uint8Array) => string;
}

/** Creates the format of a header or a record that consists of fields. */
export function recordFormat(name: string, fields: readonly Field[]): Format {
  return {
    name,
    recognises: () => true, // the bytes do not identify themselves; the enclosing part does
    parse: (bytes) => cutFields(bytes, 0, fields),
  };
}

/** Cuts the fields of a header that starts at `start` out of bytes. */
export function cutFields(
  bytes: Uint8Array,
  start: number,
  fields: readonly Field[],
): readonly Part[] {
  return fields.map(({ sizeBytes, offset, ...field }) =>
    cutPart(bytes, {
      ...field,
      isOpaque: true,
      offset: start + offset,
      end: start + offset + sizeBytes,
    }),
  );
}

/**
 * Cuts a part out of the bytes that contain it.
 *
 * @throws {RangeError} if the bytes end before the part.
 */
export function cutPart(
  bytes: Uint8Array,
  { offset, end, ...part }: Omit<Part, 'bytes'> & { readonly offset: number; readonly end: number },
): Part {
  if (offset < 0 || offset > end || end > bytes.length)
    throw new RangeError(`expected ${end} bytes for ${part.name}, found ${bytes.length}`);
  return { ...part, offset, bytes: bytes.subarray(offset, end) };
}

/** Renders an unsigned little-endian number of at most 8 bytes. */
export function renderLittleEndian(bytes: Uint8Array): string {
  return String(bytes.reduceRight((value, byte) => value * 256n + BigInt(byte), 0n));
}
