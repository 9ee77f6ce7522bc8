import { bucketOf } from './duration-buckets.ts';
import { createFlightMemory, openFlightMemory, type FlightSeconds } from './flight-memory.ts';
import { readSeries } from './read-series.ts';
import { GAUGES } from './series-names.ts';

const ALL = { since: 0, before: Infinity };

/** Creates the seconds of a thread, and counts requests of some durations in one of them. */
function createThread(shift = 1_000): FlightSeconds {
  const seconds = openFlightMemory(createFlightMemory());
  seconds.setShift(shift);
  return seconds;
}

function countRequests(seconds: FlightSeconds, second: number, durationsMs: readonly number[]) {
  const place = seconds.open(second);
  for (const durationMs of durationsMs) seconds.count(place, bucketOf(durationMs), false);
  return place;
}

describe('readSeries()', () => {
  it('merges the threads: adds up what they did, and shows the worst loop', () => {
    const [a, b] = [createThread(1_000), createThread(990)];
    const first = countRequests(
      a,
      5,
      Array.from({ length: 99 }, () => 1),
    );
    const second = countRequests(b, 15, [100]);
    for (const [seconds, place, value] of [
      [a, first, 1],
      [b, second, 2],
    ] as const)
      for (const field of GAUGES) seconds.write(place, field, value);
    const { times, series } = readSeries([a, b], ALL);
    expect(times).toEqual([1_005]);
    expect(series).toMatchObject({
      requests: [100],
      errors: [0],
      requestsUnderWay: [3],
      connections: [3],
      heapUsedBytes: [3],
      loopDelayMs: [2],
      loopUtilization: [2],
      cpuCores: [2],
      residentBytes: [2],
    });
    expect(series.p50Ms[0]).toBeLessThan(1.2);
    expect(series.p99Ms[0]).toBeLessThan(1.2);
    countRequests(a, 5, [100]); // now two of 101
    expect(readSeries([a, b], ALL).series.p99Ms[0]).toBeGreaterThan(90);
  });

  it('sorts by time, and has null for what is not known', () => {
    const seconds = createThread();
    countRequests(seconds, 7, []);
    countRequests(seconds, 6, [1]);
    const { times, series } = readSeries([seconds], ALL);
    expect(times).toEqual([1_006, 1_007]);
    expect(series.requests).toEqual([1, 0]);
    expect(series.p99Ms[1]).toBeNull();
    expect(series.loopDelayMs).toEqual([null, null]);
    expect(new Set(Object.values(series).map(({ length }) => length))).toEqual(new Set([2]));
  });

  it('returns the seconds from `since` to `before`', () => {
    const seconds = createThread();
    for (const second of [1, 2, 3, 4]) countRequests(seconds, second, []);
    expect(readSeries([seconds], { since: 1_002, before: 1_004 }).times).toEqual([1_002, 1_003]);
    expect(readSeries([], ALL).times).toEqual([]);
  });
});
