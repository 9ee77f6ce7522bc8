import type { Profiler } from 'node:inspector';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspectThread } from '../diagnostics/inspect-thread.ts';
import { answerOf, type Inspected, type ThreadSession } from '../diagnostics/thread-session.ts';
import { CPU_SECONDS } from './cpu-seconds.ts';
import type { FlightActivity } from './flight-memory.ts';
import { joinSlices } from './join-slices.ts';

/** Microseconds between two samples. */
const INTERVAL_US = 10_000;
/** Length of a profile; the next one is started before it is stopped, so that V8 keeps profiling. */
const SLICE_MS = 15_000;
/** Delay before a thread is profiled again whose session failed: it has ended, and its replacement starts. */
const RETRY_MS = 2_000;

/** How long a thread may take to start and stop a profile when they are read. */
const SLICE_DEADLINE_MS = 2_000;

/** Keeps the CPU samples of the last minute of one thread. */
export interface CpuRecording {
  /** Returns the samples so far; undefined if there are none. */
  readonly read: () => Promise<Profiler.Profile | undefined>;
}

export interface CpuRecordingOptions extends Pick<FlightActivity, 'isActive' | 'active'> {
  readonly thread: Inspected;
  readonly signal: AbortSignal;
}

/**
 * Records the CPU samples of a thread. V8 has no ring of samples, so profiles of 15 seconds follow each other. Each
 * is started before its predecessor is stopped: a start costs the thread 60 to 90 ms, because V8 lists all of its code,
 * unless another profile of the same session runs; then start and stop take 1 to 3 ms. Nothing is sampled while the
 * thread is idle.
 */
export function recordCpu(options: CpuRecordingOptions): CpuRecording {
  const slices: Profiler.Profile[] = [];
  let profiling: Profiling | undefined;
  void repeat(options, async (session) => {
    profiling = await startProfiling(session, slices);
    try {
      await sliceWhileActive(profiling, options);
    } finally {
      profiling = undefined;
      await session.post('Profiler.disable').catch(() => undefined); // the thread may have ended
    }
  });
  return {
    read: async () => {
      const sliced = profiling && answerOf(profiling.session, profiling.slice(), SLICE_DEADLINE_MS);
      await sliced?.catch(() => undefined); // what was kept before is worth more than an error
      const last = slices.at(-1);
      return last && joinSlices(slices, last.endTime - CPU_SECONDS * 1_000_000);
    },
  };
}

/** Runs a callback with a session of the thread whenever it is active. */
async function repeat(
  { thread, signal, active }: CpuRecordingOptions,
  use: (session: ThreadSession) => Promise<void>,
): Promise<void> {
  while (!signal.aborted) {
    await active();
    try {
      await inspectThread(thread, use);
    } catch {
      await sleep(RETRY_MS, undefined, { ref: false });
    }
  }
}

interface Profiling {
  readonly session: ThreadSession;
  /** Ends the profile that runs, and keeps it; another one runs from then on. */
  readonly slice: () => Promise<void>;
}

async function startProfiling(
  session: ThreadSession,
  slices: Profiler.Profile[],
): Promise<Profiling> {
  let number = 0;
  const finished = new Map<string, PromiseWithResolvers<undefined>>();
  session.on('Profiler.consoleProfileFinished', ({ params: { title = '', profile } }) => {
    slices.push(profile);
    while ((slices[0]?.endTime ?? Infinity) < profile.endTime - CPU_SECONDS * 1_000_000)
      slices.shift();
    finished.get(title)?.resolve(undefined);
  });
  // The functions of the command line API, because an app may replace the global `console`.
  const run = (expression: string): Promise<unknown> =>
    session.post('Runtime.evaluate', { expression, includeCommandLineAPI: true, silent: true });
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: INTERVAL_US });
  await run(`profile("flight ${number}")`);
  return {
    session,
    slice: async () => {
      const title = `flight ${number}`;
      number += 1;
      const end = Promise.withResolvers<undefined>();
      finished.set(title, end);
      await run(`profile("flight ${number}")`);
      await run(`profileEnd("${title}")`);
      await end.promise;
      finished.delete(title);
    },
  };
}

/** Slices until a whole slice was idle. */
async function sliceWhileActive(
  { slice }: Profiling,
  { isActive, signal }: CpuRecordingOptions,
): Promise<void> {
  let wasActive = true;
  while (wasActive && !signal.aborted) {
    const pause = sleep(SLICE_MS, true, { ref: false, signal });
    if (!(await pause.catch(() => false))) return; // aborted
    wasActive = isActive();
    await slice();
  }
}
