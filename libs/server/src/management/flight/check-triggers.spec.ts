import { findReason, hasTriggers, readLatest, type TriggerSettings } from './check-triggers.ts';
import { bucketOf } from './duration-buckets.ts';
import { createFlightMemory, openFlightMemory } from './flight-memory.ts';

const OFF: TriggerSettings = {
  flightP99Ms: 'off',
  flightLoopDelayMs: 'off',
  flightMemoryPercent: 'off',
};
const HIGH = { p99Ms: 812.4, loopDelayMs: 2_300.5, memoryPercent: 91.25 };

describe('findReason()', () => {
  it.each([
    [{ flightP99Ms: 500 }, 'p99 of 812 ms is above FLIGHT_P99_MS=500'],
    [
      { flightLoopDelayMs: 1_000 },
      'event-loop delay of 2301 ms is above FLIGHT_LOOP_DELAY_MS=1000',
    ],
    [{ flightMemoryPercent: 90 }, 'memory of 91.25 % is above FLIGHT_MEMORY_PERCENT=90'],
    [{ flightP99Ms: 813, flightLoopDelayMs: 2_301, flightMemoryPercent: 92 }, undefined],
    [{}, undefined],
  ])('compares with %j', (settings, reason) => {
    expect(findReason({ ...OFF, ...settings }, HIGH)).toBe(reason);
  });

  it('takes no requests for no reason', () => {
    expect(findReason({ ...OFF, flightP99Ms: 1 }, { ...HIGH, p99Ms: null })).toBeUndefined();
  });

  it('is not needed without a limit', () => {
    expect(hasTriggers(OFF)).toBe(false);
    expect(hasTriggers({ ...OFF, flightMemoryPercent: 90 })).toBe(true);
  });
});

describe('readLatest()', () => {
  /** Creates the seconds of a thread with requests of a duration in one of them. */
  const thread = (second: number, count: number, durationMs: number, loopDelayMs: number) => {
    const seconds = openFlightMemory(createFlightMemory());
    seconds.setShift(1_000);
    const place = seconds.open(second);
    for (let at = 0; at < count; at += 1) seconds.count(place, bucketOf(durationMs), false);
    seconds.write(place, 'loopDelayMs', loopDelayMs);
    return seconds;
  };

  it('merges the last ten seconds of all threads', () => {
    const { p99Ms, loopDelayMs } = readLatest(
      [thread(99, 15, 900, 7), thread(90, 15, 10, 999)],
      1_100,
    );
    expect(p99Ms).toBeGreaterThan(780);
    expect(loopDelayMs).toBe(7); // the other one is older than two seconds
  });

  it('has no percentile of fewer than twenty requests, or of older ones', () => {
    expect(readLatest([thread(99, 19, 900, 0)], 1_100).p99Ms).toBeNull();
    expect(readLatest([thread(89, 50, 900, 0)], 1_100).p99Ms).toBeNull();
    expect(readLatest([], 1_100)).toEqual({ p99Ms: null, loopDelayMs: 0 });
  });
});
