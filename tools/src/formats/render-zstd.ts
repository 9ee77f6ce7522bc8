import { constants, zstdCompressSync } from 'node:zlib';

/**
 * Level 19 of 22: a runtime layer takes half a minute of one core and becomes 24 MB; with level 18 it
 * would be 0.4 MB larger. Higher levels gain only through a larger window.
 */
const LEVEL = 19;

/**
 * A window of 8 MiB, which RFC 8878 requires every decoder to support. Decoders may reject a larger one,
 * and each host that unpacks the layer would need that memory.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8878 section 3.1.1.1.2
 */
const WINDOW_LOG = 23;

/**
 * Compresses bytes in the zstd format, on one thread: more threads would change the bytes. It uses the
 * library of the running Node, so its output may be part of an artefact only after `findNode` has
 * checked that this is the pinned Node. No package in the lock file supports this level.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8878
 */
export function renderZstd(bytes: Uint8Array): Uint8Array {
  const params = {
    [constants.ZSTD_c_compressionLevel]: LEVEL,
    [constants.ZSTD_c_windowLog]: WINDOW_LOG,
  };
  return zstdCompressSync(bytes, { params, pledgedSrcSize: bytes.byteLength });
}
