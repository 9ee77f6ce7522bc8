import { bucketOf, BUCKETS, percentileOf } from './duration-buckets.ts';

/** Returns the counts of some durations in milliseconds. */
function count(durationsMs: readonly number[]): Uint32Array {
  const counts = new Uint32Array(BUCKETS);
  for (const durationMs of durationsMs) {
    const bucket = bucketOf(durationMs);
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
  return counts;
}

describe('bucketOf()', () => {
  it('gives longer durations no lower bucket, and uses every bucket', () => {
    const buckets = Array.from({ length: 200_000 }, (_, at) => bucketOf(1.0001 ** at / 1_000));
    expect(buckets).toEqual(buckets.toSorted((a, b) => a - b));
    expect(new Set(buckets).size).toBe(BUCKETS);
  });

  it.each([
    ['nothing', 0, 0],
    ['less than the first bound', 0.0639, 0],
    ['the first bound', 0.064, 1],
    ['a day', 86_400_000, BUCKETS - 1],
    ['more than 32 bits of microseconds', 2 ** 40, BUCKETS - 1],
    ['a clock that went back', -1, 0],
  ])('takes %s', (_, durationMs, bucket) => {
    expect(bucketOf(durationMs)).toBe(bucket);
  });
});

describe('percentileOf()', () => {
  it.each([0.5, 0.95, 0.99, 1])('is at most an eighth beside the exact one at %d', (share) => {
    const durationsMs = Array.from({ length: 5_000 }, (_, at) => 0.1 * 1.0023 ** at).sort(
      (a, b) => a - b,
    );
    const exact = durationsMs[Math.ceil(share * durationsMs.length) - 1] ?? NaN;
    const found = percentileOf(count(durationsMs), share) ?? NaN;
    expect(Math.abs(found - exact) / exact).toBeLessThan(1 / 8);
  });

  it('is in the bucket of the only duration', () => {
    expect(percentileOf(count([812]), 0.99)).toBeGreaterThan(812 * (7 / 8));
    expect(percentileOf(count([812]), 0.99)).toBeLessThan(812 * (9 / 8));
  });

  it('is null without durations', () => {
    expect(percentileOf(count([]), 0.5)).toBeNull();
    expect(percentileOf([], 0.5)).toBeNull();
  });
});
