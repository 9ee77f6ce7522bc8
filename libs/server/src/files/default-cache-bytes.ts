/** What the process needs without a cache, in which Node itself is the largest part. */
const BASE_BYTES = 64 * 1024 ** 2;
const MIN_BYTES = 1024 ** 2;
const MAX_BYTES = 128 * 1024 ** 2;

/**
 * Returns the size of the cache of files if no setting states one: an eighth of the memory that the
 * process itself does not need. Half of the limit belongs to V8's heap, and the kernel counts its buffers
 * for sockets, and the files that it has read, within the limit too.
 *
 * @param memoryLimitBytes Memory limit of the container, or the machine's memory.
 */
export function defaultCacheBytes(memoryLimitBytes: number): number {
  const share = Math.floor((memoryLimitBytes - BASE_BYTES) / 8);
  return Math.min(MAX_BYTES, Math.max(MIN_BYTES, share));
}
