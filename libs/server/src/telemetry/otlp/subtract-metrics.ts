import { keyOf } from '../metrics/merge-metrics.ts';
import type { FamilySnapshot, SeriesSnapshot } from '../metrics/metrics.ts';

/**
 * Subtracts earlier counts from later ones. Gauges stay as they are, and so does a series that is new or, because
 * its source began again, smaller than before.
 */
export function subtractMetrics(
  families: readonly FamilySnapshot[],
  before: readonly FamilySnapshot[],
): readonly FamilySnapshot[] {
  const earlier = new Map(before.map(({ name, series }) => [name, indexSeries(series)]));
  return families.map((family) => {
    const known = earlier.get(family.name);
    if (family.kind === 'gauge' || known === undefined) return family;
    const series = family.series.map((one) => subtract(one, known.get(keyOf(one.attributes))));
    return { ...family, series };
  });
}

function indexSeries(series: readonly SeriesSnapshot[]): ReadonlyMap<string, SeriesSnapshot> {
  return new Map(series.map((one) => [keyOf(one.attributes), one]));
}

function subtract(now: SeriesSnapshot, before: SeriesSnapshot | undefined): SeriesSnapshot {
  if (before === undefined || now.value < before.value) return now;
  const value = now.value - before.value;
  if (now.counts === undefined) return { ...now, value };
  const counts = now.counts.map((count, index) => count - (before.counts?.[index] ?? 0));
  return { ...now, value, counts };
}
