import { SERIES, type SeriesName } from '../../../flight/series-names.ts';
import type { Missing } from '../api/answers.ts';

/** `GET /flight`: figures of each second, and what was slow. */
export interface Flight extends Missing {
  /** RFC 3339. */
  readonly now: string;
  readonly bucketMs: number;
  /** Seconds since 1970 of each bucket, oldest first. */
  readonly times: readonly number[];
  readonly series: Readonly<Record<SeriesName, readonly (number | null)[]>>;
  readonly routes: readonly FlightRoute[];
  readonly stalls: readonly Stall[];
  readonly captures: readonly Capture[];
  readonly profile: {
    readonly available: boolean;
    readonly seconds: number;
    readonly reason: string | null;
  };
}

export interface FlightRoute {
  readonly route: string;
  readonly requests: number;
  readonly errors: number;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
  readonly slowest: readonly SlowExchange[];
}

export interface SlowExchange {
  readonly id: string;
  readonly time: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly durationMs: number;
}

export interface Stall {
  readonly time: string;
  readonly durationMs: number;
  readonly thread: string | number;
  readonly stack: string | readonly string[] | null;
}

export interface Capture {
  readonly id: number;
  readonly time: string;
  readonly reason: string;
  readonly sizeBytes: number;
}

/** Seconds that the charts show: all that the recorder keeps. */
export const SHOWN_SECONDS = 900;

/** Joins the buckets of an earlier answer with those of a later one, which replace buckets of the same time. */
export function joinFlights(earlier: Flight | undefined, later: Flight): Flight {
  const first = later.times[0] ?? Infinity;
  const isOther = (earlier?.times.at(-1) ?? 0) > secondOf(later.now); // the clock was set back
  if (earlier === undefined || isOther) return later;
  const kept = earlier.times.filter((time) => time < first).length;
  const join = <Value>(old: readonly Value[], fresh: readonly Value[]): readonly Value[] =>
    [...old.slice(0, kept), ...fresh].slice(-SHOWN_SECONDS);
  const series = SERIES.map((name) => [name, join(earlier.series[name], later.series[name])]);
  return {
    ...later,
    times: join(earlier.times, later.times),
    series: Object.fromEntries(series) as Flight['series'],
  };
}

export function secondOf(time: string): number {
  return Math.floor(Date.parse(time) / 1_000);
}

/**
 * What a figure is in a second without a bucket, in which the process slept: zero, the same as before, or not known.
 * Gauges of the last seconds may still be missing, so that they are not taken for zero.
 */
const ASLEEP: Readonly<Record<SeriesName, 'zero' | 'idle' | 'same' | 'unknown'>> = {
  requests: 'zero',
  errors: 'zero',
  p50Ms: 'unknown',
  p95Ms: 'unknown',
  p99Ms: 'unknown',
  requestsUnderWay: 'same',
  connections: 'same',
  loopDelayMs: 'idle',
  loopUtilization: 'idle',
  cpuCores: 'idle',
  residentBytes: 'same',
  heapUsedBytes: 'same',
};

/** Seconds after which a gauge is known if the process was awake. */
const LATE_SECONDS = 3;

/** The last seconds that a chart shows. */
export interface Span {
  /** Seconds since 1970 of the first one. */
  readonly start: number;
  readonly seconds: number;
}

/** Lengths of time that can be shown, in seconds. */
export const SPANS = [60, 300, SHOWN_SECONDS] as const;

/** Returns the span of the last seconds, up to the last full one. */
export function spanOf({ now }: Pick<Flight, 'now'>, seconds: number): Span {
  return { start: secondOf(now) - seconds, seconds };
}

/** Returns the shortest length that shows all that the recorder has. */
export function fitSpan({ now, times: [first = Infinity] }: Pick<Flight, 'now' | 'times'>): number {
  return SPANS.find((seconds) => secondOf(now) - seconds <= first) ?? SHOWN_SECONDS;
}

/**
 * Returns one value for each second of a span.
 *
 * @returns null where the figure is not known.
 */
export function fillSeconds(
  flight: Pick<Flight, 'times' | 'series'>,
  name: SeriesName,
  { start, seconds }: Span,
): readonly (number | null)[] {
  const known = new Array<number | null>(seconds).fill(null);
  const first = (flight.times[0] ?? Infinity) - start;
  flight.times.forEach((time, at) => {
    const second = time - start;
    if (second >= 0 && second < seconds) known[second] = flight.series[name][at] ?? null;
  });
  const asleep = ASLEEP[name];
  if (asleep === 'unknown') return known;
  const end = asleep === 'idle' ? seconds - LATE_SECONDS : seconds;
  let last = asleep === 'same' ? lastBefore(flight, name, start) : 0;
  return known.map((value, second) => {
    if (asleep === 'same') last = value ?? last;
    return value ?? (second >= first && second < end ? last : null);
  });
}

/** Returns the last known value of a series before a time. */
function lastBefore(
  { times, series }: Pick<Flight, 'times' | 'series'>,
  name: SeriesName,
  start: number,
): number | null {
  const count = times.filter((time) => time < start).length;
  return series[name].slice(0, count).findLast((value) => value !== null) ?? null;
}

/** The mean of the known values of a series; null if none is known. */
export function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}
