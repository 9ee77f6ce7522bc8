import type { Attributes, FamilySnapshot, SeriesSnapshot } from './metrics.ts';

/** The snapshot of one thread. */
export interface MetricsSource {
  /** Value of the attribute `thread`: a number, or `main`. */
  readonly thread: string;
  readonly families: readonly FamilySnapshot[];
}

interface MergedFamily {
  readonly first: FamilySnapshot;
  readonly series: Map<string, SeriesSnapshot>;
}

/**
 * Merges the snapshots of several threads into one, each family as its `across` says. A family that a thread has
 * declared differently than an earlier one, in kind, unit, bounds or `across`, is left out for that thread.
 */
export function mergeMetrics(sources: readonly MetricsSource[]): readonly FamilySnapshot[] {
  const merged = new Map<string, MergedFamily>();
  for (const { thread, families } of sources)
    for (const family of families) {
      const known = merged.get(family.name);
      const into = known ?? { first: family, series: new Map<string, SeriesSnapshot>() };
      merged.set(family.name, into);
      if (known === undefined || isMergeable(known.first, family)) addFamily(into, family, thread);
    }
  return Array.from(merged.values(), ({ first, series }) => ({
    ...first,
    series: [...series.values()],
  }));
}

function isMergeable(first: FamilySnapshot, other: FamilySnapshot): boolean {
  return other.across !== 'process' && formOf(first) === formOf(other);
}

function formOf({ kind, unit, bounds, across = 'sum' }: FamilySnapshot): string {
  return JSON.stringify([kind, unit, bounds, across]);
}

function addFamily({ series }: MergedFamily, family: FamilySnapshot, thread: string): void {
  const combine = combinerOf(family);
  for (const one of family.series) {
    const attributes = family.across === 'thread' ? { ...one.attributes, thread } : one.attributes;
    const key = keyOf(attributes);
    const before = series.get(key);
    series.set(key, before === undefined ? { ...one, attributes } : combine(before, one));
  }
}

/** Returns a text that is the same for the same attributes in any order. */
export function keyOf(attributes: Attributes): string {
  return JSON.stringify(Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1)));
}

type Combine = (a: SeriesSnapshot, b: SeriesSnapshot) => SeriesSnapshot;

function combinerOf({ kind, across }: FamilySnapshot): Combine {
  if (kind !== 'gauge' || (across !== 'max' && across !== 'min')) return add;
  return (a, b) => ({ ...a, value: Math[across](knownOf(a, b), knownOf(b, a)) });
}

/** Returns a value, or that of the other series if it is unknown. */
function knownOf({ value }: SeriesSnapshot, other: SeriesSnapshot): number {
  return Number.isNaN(value) ? other.value : value;
}

/** Adds up two series; of the exemplars of a bucket the latest stays. */
export function add(a: SeriesSnapshot, b: SeriesSnapshot): SeriesSnapshot {
  const { attributes, value, counts } = a;
  const sum = { attributes, value: value + b.value };
  if (counts === undefined) return sum;
  const exemplars = latestOf(a.exemplars, b.exemplars);
  return {
    ...sum,
    counts: counts.map((count, index) => count + (b.counts?.[index] ?? 0)),
    ...(exemplars && { exemplars }),
  };
}

type Exemplars = SeriesSnapshot['exemplars'];

function latestOf(a: Exemplars, b: Exemplars): Exemplars {
  if (a === undefined || b === undefined) return a ?? b;
  return a.map((one, index) => {
    const other = b[index];
    return (other?.timeMs ?? 0) > (one?.timeMs ?? 0) ? other : one;
  });
}
