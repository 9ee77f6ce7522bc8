const CHUNK_BYTES = 64 * 1024;

export function areEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && Buffer.compare(a, b) === 0;
}

/**
 * Returns the offset of the first byte that differs; the length of the shorter side if it is a prefix of
 * the other. Chunks are compared first, because a loop over the bytes of a binary would take a second.
 */
export function findFirstDifference(a: Uint8Array, b: Uint8Array): number {
  const commonBytes = Math.min(a.length, b.length);
  let offset = 0;
  const next = () => Math.min(offset + CHUNK_BYTES, commonBytes);
  while (offset < commonBytes && areEqual(a.subarray(offset, next()), b.subarray(offset, next())))
    offset = next();
  while (offset < commonBytes && a[offset] === b[offset]) offset += 1;
  return offset;
}
