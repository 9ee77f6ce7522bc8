import { BUCKETS, percentileOf, round } from './duration-buckets.ts';
import type { Field, FlightSeconds } from './flight-memory.ts';
import { SERIES, type SeriesName } from './series-names.ts';

/** Figures of the process by second; each list has one entry for each of the times. */
export interface FlightSeries {
  /** Unix times in seconds, oldest first. A second in which the process was idle is left out. */
  readonly times: readonly number[];
  readonly series: Readonly<Record<SeriesName, readonly (number | null)[]>>;
}

/** The place of one second in the memory of one thread. */
interface Place {
  readonly seconds: FlightSeconds;
  readonly place: number;
}

/**
 * Reads the seconds of all threads, merged.
 *
 * @param since First Unix time to return, and `before` the first that is not: a second that has not ended.
 */
export function readSeries(
  memories: readonly FlightSeconds[],
  { since, before }: { readonly since: number; readonly before: number },
): FlightSeries {
  const places = new Map<number, Place[]>();
  for (const seconds of memories)
    for (const second of seconds.seconds()) {
      const [time, place] = [second + seconds.shift(), seconds.find(second)];
      if (time < since || time >= before || place === undefined) continue;
      places.set(time, [...(places.get(time) ?? []), { seconds, place }]);
    }
  const sorted = [...places].sort(([a], [b]) => a - b);
  const rows = sorted.map(([, of]) => mergeSecond(of));
  const listOf = (name: SeriesName): readonly (number | null)[] => rows.map((row) => row[name]);
  return {
    times: sorted.map(([time]) => time),
    series: Object.fromEntries(
      SERIES.map((name) => [name, listOf(name)]),
    ) as FlightSeries['series'],
  };
}

/** Counts are added up over the threads; of figures of the process, and of loops, the highest is shown. */
function mergeSecond(places: readonly Place[]): Record<SeriesName, number | null> {
  const known = (field: Field): readonly number[] =>
    places
      .map(({ seconds, place }) => seconds.read(place, field))
      .filter((value) => !Number.isNaN(value));
  const worst = (field: Field): number | null => {
    const values = known(field);
    return values.length === 0 ? null : round(Math.max(...values));
  };
  const sum = (field: Field): number => known(field).reduce((a, b) => a + b, 0);
  const sumOrNull = (field: Field): number | null =>
    known(field).length === 0 ? null : sum(field);
  const counts = sum('requests') === 0 ? [] : addCounts(places);
  return {
    requests: sum('requests'),
    errors: sum('errors'),
    requestsUnderWay: sumOrNull('requestsUnderWay'),
    connections: sumOrNull('connections'),
    heapUsedBytes: sumOrNull('heapUsedBytes'),
    loopDelayMs: worst('loopDelayMs'),
    loopUtilization: worst('loopUtilization'),
    cpuCores: worst('cpuCores'),
    residentBytes: worst('residentBytes'),
    p50Ms: percentileOf(counts, 0.5),
    p95Ms: percentileOf(counts, 0.95),
    p99Ms: percentileOf(counts, 0.99),
  };
}

/** Adds up how many requests took how long. */
function addCounts(places: readonly Place[]): ArrayLike<number> {
  const sum = new Uint32Array(BUCKETS);
  for (const { seconds, place } of places)
    for (const [bucket, count] of seconds.countsOf(place).entries())
      sum[bucket] = (sum[bucket] ?? 0) + count;
  return sum;
}
