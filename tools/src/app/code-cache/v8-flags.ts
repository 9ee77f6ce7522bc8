/**
 * Flags of V8 for the process that takes a code cache. `--predictable` fixes the seeds and limits V8 to one
 * thread. The others are about memory: V8 leaves four bytes of each compiled function unset, and they reach the
 * code cache. In new memory they are zero; in memory that a garbage collection has freed they are what was
 * there before. Collections depend on time, so none of the old generation starts below 1 GB, and none of the young
 * one below 256 MB: it also makes one string of two that are equal, and a comparison records what it has seen.
 */
export const V8_FLAGS = [
  '--predictable',
  '--initial-old-space-size=1024',
  '--external-memory-accounted-in-global-limit', // otherwise 64 MB of buffers start a collection
  '--no-memory-reducer',
  '--min-semi-space-size=256',
  '--max-semi-space-size=256',
  '--no-memory-pool', // otherwise functions get pages of the young generation
];

/**
 * The defaults of these flags, to set before the cache is taken: V8 rejects a cache taken with flags other
 * than its own. It ignores `--predictable` in that comparison.
 */
export const V8_DEFAULTS = [
  '--initial-old-space-size=0',
  '--no-external-memory-accounted-in-global-limit',
  '--memory-reducer',
  '--memory-pool',
];
