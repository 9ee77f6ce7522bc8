/** A named stretch of an artefact. */
export interface Part {
  /** In the words of its format; empty where the place of a difference needs no word for it. */
  readonly name: string;
  /** What it is matched by, where that is not its name. */
  readonly key?: string;
  readonly bytes: Uint8Array;
  /**
   * Its first byte in what it is a part of; undefined where its bytes are not there as such, like
   * what a gzip file unpacks to.
   */
  readonly offset: number | undefined;
  /** What it is made of, where that is known; found out by its content otherwise. */
  readonly format?: Format;
  /** True for bytes that are not to be looked into. */
  readonly isOpaque?: boolean;
  /** Renders its value as people write it: a mode in octal, a time in seconds. */
  readonly renderValue?: (bytes: Uint8Array) => string;
  /** Names one of its bytes; by line or offset otherwise. */
  readonly locate?: (offset: number) => readonly string[];
  /** What it means if this part differs and none that comes before it. */
  readonly remark?: string;
}

/** A kind of artefact that is made of parts. */
export interface Format {
  /** For the middle of a sentence. */
  readonly name: string;
  readonly recognises: (bytes: Uint8Array) => boolean;
  /**
   * Splits bytes into parts, causes before consequences: the content of an entry before its size,
   * the layers of an image before the digests of them. They may overlap, and need not cover all.
   *
   * @throws {RangeError | SyntaxError | Fault} where the bytes are damaged.
   */
  readonly parse: (bytes: Uint8Array) => readonly Part[];
}

/** A field at a fixed place of a header. */
export interface Field {
  readonly name: string;
  readonly offset: number;
  readonly sizeBytes: number;
  readonly renderValue?: (bytes: Uint8Array) => string;
}

/** The format of a header or a record that is nothing but fields. */
export function recordFormat(name: string, fields: readonly Field[]): Format {
  return {
    name,
    recognises: () => true, // nothing in the bytes says what they are: the part around them does
    parse: (bytes) => cutFields(bytes, 0, fields),
  };
}

/** Cuts fields out of the bytes of which their header begins at `start`. */
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
 * Cuts a part out of the bytes that hold it.
 *
 * @throws {RangeError} where they end before it does.
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

/** The text of a fixed-width field, up to its first NUL. */
export function readText(bytes: Uint8Array): string {
  return (Buffer.from(bytes).toString('utf8').split('\0', 1)[0] ?? '').trimEnd();
}
