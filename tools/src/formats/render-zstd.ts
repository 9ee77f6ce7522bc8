import { constants, zstdCompressSync } from 'node:zlib';

/**
 * Of 22. A runtime layer takes half a minute of one core, and becomes 24 MB; with level 18 it would be
 * 0.4 MB larger. The levels above give nothing but by a larger window.
 */
const LEVEL = 19;

/**
 * Of 8 MiB, which is what RFC 8878 asks of every decoder; larger ones may refuse a layer, and would
 * need that memory of each host that unpacks it.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8878 section 3.1.1.1.2
 */
const WINDOW_LOG = 23;

/**
 * Compresses bytes in the zstd format, on one thread: with more, they would be others. The library is
 * that of the Node that runs, so its bytes belong in an artefact only where `findNode` has found that to
 * be the pinned one. No package of the lock file could do it instead at this level.
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
