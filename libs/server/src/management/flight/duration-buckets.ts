/** Durations below this many microseconds share the first bucket. */
const FIRST_US = 64;
const FIRST_EXPONENT = 6;
/** Buckets of each power of two. */
const PER_OCTAVE = 8;
const OCTAVES = 21;
/** Longest duration with a bucket of its own, in microseconds; keeps the arithmetic in 32 bits. */
const LAST_US = FIRST_US * 2 ** OCTAVES - 1;

/** Number of buckets: from 64 microseconds to 134 seconds, each at most an eighth wider than the one before. */
export const BUCKETS = 1 + OCTAVES * PER_OCTAVE;

/** Returns the bucket of a duration, in a few integer operations. */
export function bucketOf(durationMs: number): number {
  const us = Math.min(LAST_US, durationMs * 1_000) | 0;
  if (us < FIRST_US) return 0;
  const exponent = 31 - Math.clz32(us);
  return 1 + (exponent - FIRST_EXPONENT) * PER_OCTAVE + ((us >> (exponent - 3)) & 7);
}

/** Returns the lower bound of a bucket in milliseconds; that of the number after the last bucket is its upper bound. */
function startOf(bucket: number): number {
  if (bucket === 0) return 0;
  const octave = Math.floor((bucket - 1) / PER_OCTAVE);
  const eighths = PER_OCTAVE + ((bucket - 1) % PER_OCTAVE);
  return (FIRST_US * 2 ** octave * eighths) / PER_OCTAVE / 1_000;
}

/**
 * Returns a percentile of the durations in buckets, in milliseconds, interpolated inside its bucket: at most an
 * eighth beside the exact one.
 *
 * @param share From 0 to 1, such as 0.99.
 * @returns null without durations.
 */
export function percentileOf(counts: ArrayLike<number>, share: number): number | null {
  let total = 0;
  for (let bucket = 0; bucket < counts.length; bucket += 1) total += counts[bucket] ?? 0;
  if (total === 0) return null;
  const wanted = share * total;
  let before = 0;
  for (let bucket = 0; bucket < counts.length; bucket += 1) {
    const count = counts[bucket] ?? 0;
    if (count > 0 && before + count >= wanted)
      return between(bucket, Math.max(0, wanted - before) / count);
    before += count;
  }
  return startOf(counts.length);
}

function between(bucket: number, part: number): number {
  const startMs = startOf(bucket);
  return round(startMs + (startOf(bucket + 1) - startMs) * part);
}

/** Rounds to thousandths. */
export function round(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
