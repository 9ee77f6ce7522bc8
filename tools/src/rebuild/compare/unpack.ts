/** A stranger's file may claim to unpack to more than fits into memory; ours have 130 MB. */
const MAX_UNPACKED_BYTES = 1024 * 1024 * 1024;

/** As `node:zlib` has it. */
type Decompress = (bytes: Uint8Array, options: { readonly maxOutputLength: number }) => Uint8Array;

/** @throws {RangeError} where the bytes are damaged, or become too many. */
export function unpack(decompress: Decompress, bytes: Uint8Array): Uint8Array {
  try {
    return decompress(bytes, { maxOutputLength: MAX_UNPACKED_BYTES });
  } catch (error) {
    // Z_DATA_ERROR, ZSTD_error_..., ERR_BUFFER_TOO_LARGE: all say that these bytes are of no use.
    throw new RangeError((error as Error).message, { cause: error });
  }
}
