import type { ManagementSettings } from '../../config/declared/management.ts';
import { BUCKETS, percentileOf, round } from './duration-buckets.ts';
import type { FlightSeconds } from './flight-memory.ts';

/** Ended seconds that the percentile is of, and the fewest requests in them: a single slow one is no reason. */
const P99_SECONDS = 10;
const MIN_REQUESTS = 20;
/** Ended seconds whose event-loop delay counts. */
const DELAY_SECONDS = 2;

/** The limits above which the recorder captures by itself. */
export type TriggerSettings = Pick<
  ManagementSettings,
  'flightP99Ms' | 'flightLoopDelayMs' | 'flightMemoryPercent'
>;

/** What is compared with the limits. */
export interface TriggerFigures {
  readonly p99Ms: number | null;
  /** Longest delay of a thread's event loop, also of one that is stuck now. */
  readonly loopDelayMs: number;
  readonly memoryPercent: number;
}

/** Returns whether any limit is set. */
export function hasTriggers(settings: TriggerSettings): boolean {
  const { flightP99Ms, flightLoopDelayMs, flightMemoryPercent } = settings;
  return [flightP99Ms, flightLoopDelayMs, flightMemoryPercent].some((limit) => limit !== 'off');
}

/** Returns why a capture is due, as a sentence with the figure and its limit; undefined if it is not. */
export function findReason(
  { flightP99Ms, flightLoopDelayMs, flightMemoryPercent }: TriggerSettings,
  { p99Ms, loopDelayMs, memoryPercent }: TriggerFigures,
): string | undefined {
  if (flightP99Ms !== 'off' && (p99Ms ?? 0) > flightP99Ms)
    return `p99 of ${Math.round(p99Ms ?? 0)} ms is above FLIGHT_P99_MS=${flightP99Ms}`;
  if (flightLoopDelayMs !== 'off' && loopDelayMs > flightLoopDelayMs)
    return `event-loop delay of ${Math.round(loopDelayMs)} ms is above FLIGHT_LOOP_DELAY_MS=${flightLoopDelayMs}`;
  if (flightMemoryPercent !== 'off' && memoryPercent > flightMemoryPercent)
    return `memory of ${round(memoryPercent)} % is above FLIGHT_MEMORY_PERCENT=${flightMemoryPercent}`;
  return undefined;
}

/** Reads the figures of the latest seconds that ended before `before`, a Unix time. */
export function readLatest(
  memories: readonly FlightSeconds[],
  before: number,
): Pick<TriggerFigures, 'p99Ms' | 'loopDelayMs'> {
  const counts = new Uint32Array(BUCKETS);
  let [requests, loopDelayMs] = [0, 0];
  for (const seconds of memories)
    for (let age = 1; age <= P99_SECONDS; age += 1) {
      const place = seconds.find(before - age - seconds.shift());
      if (place === undefined) continue;
      requests += seconds.read(place, 'requests');
      for (const [bucket, count] of seconds.countsOf(place).entries())
        counts[bucket] = (counts[bucket] ?? 0) + count;
      const delayMs = seconds.read(place, 'loopDelayMs');
      if (age <= DELAY_SECONDS && delayMs > loopDelayMs) loopDelayMs = delayMs;
    }
  return { p99Ms: requests < MIN_REQUESTS ? null : percentileOf(counts, 0.99), loopDelayMs };
}
