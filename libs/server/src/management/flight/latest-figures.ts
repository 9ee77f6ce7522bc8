import { openFlightMemory, type FlightMemory } from './flight-memory.ts';
import { readSeries, type FlightSeries } from './read-series.ts';

/** Seconds that a line of the log shows: it stays far below 4,096 bytes. */
const SHOWN_SECONDS = 10;

/** Returns the figures of the last ten seconds that were recorded, for a line of the log; lists are oldest first. */
export function latestFigures(memories: readonly FlightMemory[]) {
  const read = readSeries(memories.map(openFlightMemory), { since: 0, before: Infinity });
  const latest = (name: keyof FlightSeries['series']) => read.series[name].slice(-SHOWN_SECONDS);
  const last = (name: keyof FlightSeries['series']) =>
    read.series[name].findLast((value) => value !== null) ?? null;
  const second = read.times.at(-1);
  return {
    lastSecond: second === undefined ? null : new Date(second * 1_000).toISOString(),
    requests: latest('requests'),
    errors: latest('errors'),
    p99Ms: latest('p99Ms'),
    requestsUnderWay: latest('requestsUnderWay'),
    loopDelayMs: latest('loopDelayMs'),
    cpuCores: latest('cpuCores'),
    residentBytes: last('residentBytes'),
    heapUsedBytes: last('heapUsedBytes'),
  };
}

/** Text of the line that `latestFigures` is written with. */
export const LATEST_FIGURES = 'flight recorder: the last seconds';
