import { openSlot } from '../../lifecycle/threads/fleet-memory.ts';
import type { World } from '../../world/world.ts';
import type { ManagementLog } from '../bridge/inherited.ts';
import type { PulseWatch } from '../bridge/heartbeat.ts';
import type { Inspected } from '../diagnostics/thread-session.ts';
import type { ManagementInput } from '../messages.ts';
import type { Route } from '../server/route.ts';
import { createCaptures } from './captures.ts';
import { hasTriggers } from './check-triggers.ts';
import { openActivity } from './flight-memory.ts';
import { createFlightRoutes, type FlightOptions } from './flight-routes.ts';
import { createRecentStalls } from './recent-stalls.ts';
import { watchThread, type WatchedThread } from './watch-threads.ts';

/** Milliseconds by which a beat is late that make a stall. */
const LATE_MS = 1_000;

/** `flight` has the memories of the main thread and of each serving thread, in this order. */
export interface OpenFlightOptions
  extends Pick<ManagementInput, 'flight' | 'fleet' | 'settings'>, Pick<FlightOptions, 'main'> {
  readonly program: FlightOptions['program'];
  readonly world: Pick<World, 'now' | 'monotonicMs' | 'usage' | 'identity' | 'schedule'>;
  readonly pulse: Pick<PulseWatch, 'lastBeatMs'>;
  /** Time between two beats. */
  readonly periodMs: number;
  readonly log: ManagementLog;
  /** Ends the recording. */
  readonly signal: AbortSignal;
}

/**
 * Records the stalls of all threads, and, if the settings say so, their CPU samples and captures; returns the routes
 * of the flight recorder.
 */
export async function openFlight(options: OpenFlightOptions): Promise<readonly Route[]> {
  const { world, program, settings, flight, main, periodMs, log, signal } = options;
  const stalls = createRecentStalls();
  const captures = createCaptures();
  const threads = listThreads(options);
  const watch = { world, periodMs, stalls, signal, lateMs: LATE_MS, capture: captureStallLater };
  for (const thread of threads) void watchThread(thread, watch);
  const cpu = await recordCpuOf(threads, options);
  if (hasTriggers(settings)) {
    const { startTriggers } = await import('./start-triggers.ts');
    const parts = { settings, world, log, periodMs, signal };
    startTriggers({ ...parts, memories: flight, threads, captures, cpu });
  }
  return createFlightRoutes({ world, program, memories: flight, main, stalls, captures, cpu });
}

/** Loads the code only if a thread is stuck. */
async function captureStallLater(thread: Inspected) {
  const { captureStall } = await import('./capture-stall.ts');
  return captureStall(thread);
}

/** Starts to record CPU samples, and loads the code only if they are on. */
async function recordCpuOf(
  threads: readonly WatchedThread[],
  { settings, signal }: OpenFlightOptions,
): Promise<FlightOptions['cpu']> {
  if (settings.flightCpuProfile === 'off') return undefined;
  const { recordEachCpu } = await import('./record-each-cpu.ts');
  return recordEachCpu(threads, signal);
}

function listThreads({ flight, pulse, fleet }: OpenFlightOptions): readonly WatchedThread[] {
  return flight.map((memory, index) => {
    const thread: Inspected = index === 0 ? 'main' : index;
    const isMain = fleet === undefined || index === 0;
    return {
      ...openActivity(memory),
      thread,
      lastBeatMs: isMain ? pulse.lastBeatMs : beatOf(fleet, index),
    };
  });
}

/** Returns what reads the last beat of a serving thread; undefined while it starts, or does not run. */
function beatOf(
  fleet: NonNullable<ManagementInput['fleet']>,
  index: number,
): () => number | undefined {
  const slot = openSlot(fleet, index);
  return () => (['serving', 'draining'].includes(slot.state()) ? slot.lastBeatMs() : undefined);
}
