import type { World } from '../../world/world.ts';
import { captureCpuOf } from '../diagnostics/capture-profiles.ts';
import type { Inspected } from '../diagnostics/thread-session.ts';
import { readLatest, type TriggerFigures } from './check-triggers.ts';
import { openFlightMemory } from './flight-memory.ts';
import type { FlightOptions } from './flight-routes.ts';
import type { WatchedThread } from './watch-threads.ts';
import { watchTriggers, type TriggerOptions } from './watch-triggers.ts';

/** Length of a capture, and microseconds between two of its samples. */
const CAPTURE_SECONDS = 10;
const INTERVAL_US = 1_000;

export interface StartTriggersOptions
  extends
    Pick<TriggerOptions, 'settings' | 'captures' | 'log'>,
    Pick<FlightOptions, 'memories' | 'cpu'> {
  readonly world: Pick<World, 'now' | 'monotonicMs' | 'usage' | 'identity' | 'schedule'>;
  readonly threads: readonly WatchedThread[];
  /** Time between two beats. */
  readonly periodMs: number;
  readonly signal: AbortSignal;
}

/** Starts to capture when a figure is above its limit: the last minute if its CPU samples are on, else the next ten seconds. */
export function startTriggers(options: StartTriggersOptions): void {
  const { settings, world, threads, captures, cpu, log } = options;
  watchTriggers({
    settings,
    world,
    captures,
    log,
    figures: createFigures(options),
    capture: async () =>
      JSON.stringify((await cpu?.read()) ?? (await captureNext(threads, options))),
  });
}

async function captureNext(
  threads: readonly WatchedThread[],
  { periodMs, world, signal }: StartTriggersOptions,
) {
  const inspected = threads.map(({ thread }) => thread);
  const isStuck = (thread: Inspected): boolean => {
    const found = threads.find((one) => one.thread === thread);
    return (found === undefined ? 0 : lateMsOf(found, periodMs, world.monotonicMs())) > 1_000;
  };
  return captureCpuOf(inspected, {
    seconds: CAPTURE_SECONDS,
    intervalUs: INTERVAL_US,
    signal,
    isStuck,
  });
}

function createFigures({
  world,
  memories,
  threads,
  periodMs,
}: StartTriggersOptions): () => TriggerFigures {
  const seconds = memories.map(openFlightMemory);
  const { memoryLimitBytes } = world.identity();
  return () => {
    const { p99Ms, loopDelayMs } = readLatest(seconds, Math.floor(world.now().getTime() / 1_000));
    const nowMs = world.monotonicMs();
    const lateMs = threads.map((thread) => lateMsOf(thread, periodMs, nowMs));
    return {
      p99Ms,
      loopDelayMs: Math.max(loopDelayMs, ...lateMs),
      memoryPercent: (world.usage().residentBytes * 100) / memoryLimitBytes,
    };
  };
}

/** Returns by how much the next beat of a thread is late; 0 if it does not serve. */
function lateMsOf({ lastBeatMs }: WatchedThread, periodMs: number, nowMs: number): number {
  const beatMs = lastBeatMs();
  return beatMs === undefined ? 0 : Math.max(0, nowMs - beatMs - periodMs);
}
