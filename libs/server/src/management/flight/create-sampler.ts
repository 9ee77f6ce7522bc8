import type { EventLoopUtilization, performance as NodePerformance } from 'node:perf_hooks';
import type { World } from '../../world/world.ts';
import { KEPT_SECONDS, type Field, type FlightSeconds } from './flight-memory.ts';
import type { FlightClock } from './start-clock.ts';

/** A global of Node: importing `node:perf_hooks` would load it before the first reading. */
const nodeGlobals = globalThis as unknown as { readonly performance: typeof NodePerformance };

/** Below this share of a processor, a thread without requests counts as idle. */
const IDLE_CORES = 0.03;
/** A beat as late as this shows that the thread was not idle. */
const BUSY_LATE_MS = 50;
/** Least time between two samples: a beat may come every 10 ms. */
const MIN_PERIOD_MS = 900;
const HALF_SECOND_MS = 500;

/** What is read at each beat. */
export interface FlightGauges {
  readonly requestsUnderWay: () => number;
  readonly connections: () => number;
}

/** Records what a thread uses, at its beat. */
export interface FlightSampler {
  readonly watch: (gauges: FlightGauges) => void;
  /** Notes that the thread is not idle. */
  readonly onRequest: () => void;
  /** Returns whether the thread was busy since the last sample; undefined between two samples. */
  readonly onBeat: (lateMs: number) => boolean | undefined;
}

/** What a sample is compared with. */
interface Reading {
  readonly atMs: number;
  readonly cpuSeconds: number;
  readonly loop: EventLoopUtilization;
}

/**
 * Creates a sampler. It writes the figures of the time since the last beat into the second in which most of that
 * time was, or into each second that a late beat has skipped. While the thread is idle it writes nothing.
 */
export function createSampler(
  { monotonicMs, usage }: Pick<World, 'monotonicMs' | 'usage'>,
  clock: FlightClock,
  seconds: FlightSeconds,
): FlightSampler {
  let gauges: FlightGauges = { requestsUnderWay: () => 0, connections: () => 0 };
  let hasWork = false;
  let worstLateMs = 0;
  let last: Reading | undefined;
  function sample(atMs: number): boolean {
    const { cpuSeconds, residentBytes, heapUsedBytes } = usage();
    const before = last;
    last = { atMs, cpuSeconds, loop: nodeGlobals.performance.eventLoopUtilization() };
    const [requestsUnderWay, lateMs] = [gauges.requestsUnderWay(), worstLateMs];
    const isBusy = hasWork || requestsUnderWay > 0 || lateMs >= BUSY_LATE_MS;
    [hasWork, worstLateMs] = [false, 0];
    if (before === undefined) return isBusy;
    const cpuCores = ((cpuSeconds - before.cpuSeconds) * 1_000) / (atMs - before.atMs);
    if (!isBusy && cpuCores < IDLE_CORES) return false;
    clock.follow();
    write(secondsOf(clock, before.atMs, atMs), {
      requestsUnderWay,
      connections: gauges.connections(),
      loopDelayMs: lateMs,
      loopUtilization: utilizationOf(before.loop, last.loop),
      cpuCores,
      residentBytes,
      heapUsedBytes,
    });
    return true;
  }
  function write(numbers: readonly number[], figures: Partial<Record<Field, number>>): void {
    for (const number of numbers) {
      const place = seconds.open(number);
      const knownMs = seconds.read(place, 'loopDelayMs'); // two beats may belong to one second
      for (const [name, value] of Object.entries(figures))
        seconds.write(place, name as Field, value);
      if (knownMs > (figures.loopDelayMs ?? 0)) seconds.write(place, 'loopDelayMs', knownMs);
    }
  }
  return {
    watch: (given) => {
      gauges = given;
    },
    onRequest: () => {
      hasWork = true;
    },
    onBeat: (lateMs) => {
      if (lateMs > worstLateMs) worstLateMs = lateMs;
      const atMs = monotonicMs();
      const isDue =
        last === undefined ? hasWork || lateMs >= BUSY_LATE_MS : atMs - last.atMs >= MIN_PERIOD_MS;
      return isDue ? sample(atMs) : undefined;
    },
  };
}

/** Returns the numbers of the seconds that most of a time was in, the latest 15 minutes at most. */
function secondsOf(clock: FlightClock, fromMs: number, toMs: number): readonly number[] {
  const last = clock.secondOf(toMs - HALF_SECOND_MS);
  const first = Math.min(last, clock.secondOf(fromMs + HALF_SECOND_MS));
  const count = Math.min(KEPT_SECONDS, last - first + 1);
  return Array.from({ length: count }, (_, at) => last - count + 1 + at);
}

/** Returns the busy share of a time, from 0 to 1; NaN before the event loop has turned. */
function utilizationOf(before: EventLoopUtilization, after: EventLoopUtilization): number {
  const activeMs = after.active - before.active;
  return activeMs / (activeMs + after.idle - before.idle);
}
