import { getHeapStatistics } from 'node:v8';
import type { ResourceLimits } from 'node:worker_threads';

const MEGABYTE = 1024 * 1024;
/** Young generation of a process with one thread, in megabytes: three semi-spaces of 16. */
const YOUNG_MEGABYTES = 48;
/** Least that a thread gets, in megabytes. */
const MIN_YOUNG_MEGABYTES = 8;
const MIN_OLD_MEGABYTES = 64;

/** Shares out the heap that V8 would let the main thread have, because all threads are in one process. */
export function planResources(count: number): ResourceLimits {
  const heapMegabytes = getHeapStatistics().heap_size_limit / MEGABYTE;
  return {
    maxOldGenerationSizeMb: Math.max(MIN_OLD_MEGABYTES, Math.floor(heapMegabytes / count)),
    maxYoungGenerationSizeMb: Math.max(MIN_YOUNG_MEGABYTES, Math.floor(YOUNG_MEGABYTES / count)),
  };
}
