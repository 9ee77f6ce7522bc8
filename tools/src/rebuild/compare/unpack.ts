/** An untrusted file may decompress to more than fits into memory; the artefacts here have 130 MB. */
const MAX_UNPACKED_BYTES = 1024 * 1024 * 1024;

/** A decompressor of `node:zlib`. */
type Decompress = (bytes: Uint8Array, options: { readonly maxOutputLength: number }) => Uint8Array;

/** @throws {RangeError} if the bytes are damaged, or decompress to too many. */
export function unpack(decompress: Decompress, bytes: Uint8Array): Uint8Array {
  try {
    return decompress(bytes, { maxOutputLength: MAX_UNPACKED_BYTES });
  } catch (error) {
    // Z_DATA_ERROR, ZSTD_error_..., ERR_BUFFER_TOO_LARGE: all mean that the bytes are unusable.
    throw new RangeError((error as Error).message, { cause: error });
  }
}
