import type { FamilySnapshot, SeriesSnapshot } from '../../telemetry/metrics/metrics.ts';

/**
 * All metrics as Go's expvar shows its variables: a number by its name, or where there are several
 * series a list of them. A value that JSON has no word for is null.
 */
export function describeMetrics(families: readonly FamilySnapshot[]): Record<string, unknown> {
  return Object.fromEntries(families.map((family) => [family.name, describeFamily(family)]));
}

function describeFamily({ kind, bounds = [], series }: FamilySnapshot): unknown {
  const [first, ...others] = series;
  const isOne = first !== undefined && others.length === 0;
  if (kind !== 'histogram' && isOne && Object.keys(first.attributes).length === 0)
    return first.value;
  return series.map(({ attributes, value, counts }) =>
    counts === undefined
      ? { ...attributes, value }
      : { ...attributes, ...describeHistogram(value, counts, bounds) },
  );
}

function describeHistogram(
  sum: number,
  counts: NonNullable<SeriesSnapshot['counts']>,
  bounds: readonly number[],
): object {
  const buckets = counts.map((count, index) => [String(bounds[index] ?? 'Inf'), count] as const);
  const count = counts.reduce((total, one) => total + one, 0);
  return { count, sum, buckets: Object.fromEntries(buckets) };
}
