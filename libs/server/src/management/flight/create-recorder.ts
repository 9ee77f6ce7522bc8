import type { Observer } from '../../http/exchange.ts';
import type { World } from '../../world/world.ts';
import { bucketOf } from './duration-buckets.ts';
import { createSampler, type FlightGauges } from './create-sampler.ts';
import { openActivity, openFlightMemory, type FlightMemory } from './flight-memory.ts';
import { createRouteTable, type RouteRow } from './route-table.ts';
import { startClock } from './start-clock.ts';

/** Records what a thread does: an observer of its exchanges, and a listener of its beat. */
export interface FlightRecorder extends Observer {
  /** Sets what is read at each beat. */
  readonly watch: (gauges: FlightGauges) => void;
  /** Records the figures of the time since the last beat, unless the thread was idle. */
  readonly onBeat: (lateMs: number) => void;
  /** Returns the exchanges of the last 15 minutes by route. */
  readonly routes: () => readonly RouteRow[];
  readonly memory: FlightMemory;
}

/**
 * Creates a recorder, which has no timer. An exchange costs it a few memory accesses; a beat costs about 0.1 ms, and
 * less while the thread is idle.
 */
export function createRecorder(
  world: Pick<World, 'now' | 'monotonicMs' | 'usage'>,
  memory: FlightMemory,
): FlightRecorder {
  const seconds = openFlightMemory(memory);
  const clock = startClock(world, seconds);
  const table = createRouteTable(world.now);
  const sampler = createSampler(world, clock, seconds);
  const activity = openActivity(memory);
  let isActive = false;
  activity.setActive(isActive); // a thread that this one replaces may have ended while it was active
  let [current, place] = [0, 0];
  return {
    memory,
    watch: sampler.watch,
    onStart: () => {
      if (isActive) return;
      isActive = true;
      activity.setActive(true);
    },
    onBeat: (lateMs) => {
      const wasBusy = sampler.onBeat(lateMs);
      if (wasBusy === undefined || wasBusy === isActive) return;
      isActive = wasBusy;
      activity.setActive(wasBusy);
    },
    onEnd: (exchange, durationMs) => {
      const second = clock.secondOf(exchange.startMs + durationMs);
      if (second !== current) {
        current = second;
        place = seconds.open(second);
      }
      sampler.onRequest();
      seconds.count(place, bucketOf(durationMs), exchange.response.statusCode >= 500);
      table.record(exchange, durationMs, second + seconds.shift());
    },
    routes: () => table.rows(Math.floor(world.now().getTime() / 1_000)),
  };
}
