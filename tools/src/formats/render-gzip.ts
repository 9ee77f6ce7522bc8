import { gzipSync } from 'fflate';

/**
 * Compresses bytes in the gzip format, without name and time. It uses a library of the lock file, so that
 * the bytes do not depend on the zlib of the running Node; at this level the result is also one percent
 * smaller than with the zlib of Node 26, which is tuned for speed.
 *
 * @see https://www.rfc-editor.org/rfc/rfc1952 section 2.3
 */
export function renderGzip(bytes: Uint8Array): Uint8Array {
  return gzipSync(bytes, { level: 9, mtime: 0 }); // without mtime it would write the current time
}
