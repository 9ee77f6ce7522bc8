import type { FamilySnapshot, SeriesSnapshot } from '../../telemetry/metrics/metrics.ts';

/**
 * Describes all metrics like the variables of Go's expvar: a number under its name, or a list if there
 * are several series. A value that JSON cannot represent becomes null.
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
