import type { HeapProfiler, Profiler } from 'node:inspector';
import { setTimeout as sleep } from 'node:timers/promises';
import { answerOf, inspectMain } from './inspect-main.ts';

const START_DEADLINE_MS = 2_000;
/** Longer, because native code may run when the time is up, and the profile is worth the wait. */
const STOP_DEADLINE_MS = 30_000;

export interface CaptureTime {
  readonly seconds: number;
  /** Ends the capture, which then rejects with an AbortError. */
  readonly signal: AbortSignal;
}

/**
 * Samples the stack of the main thread and returns the content of a `.cpuprofile`.
 *
 * @param intervalUs Microseconds between two samples.
 * @throws {UnresponsiveError}
 */
export async function captureCpuProfile({
  intervalUs,
  ...time
}: CaptureTime & { readonly intervalUs: number }): Promise<Profiler.Profile> {
  return inspectMain(async (session) => {
    await answerOf(session.post('Profiler.enable'), START_DEADLINE_MS);
    await session.post('Profiler.setSamplingInterval', { interval: intervalUs });
    await session.post('Profiler.start');
    await wait(time);
    const { profile } = await answerOf(session.post('Profiler.stop'), STOP_DEADLINE_MS);
    return profile;
  });
}

/**
 * Samples allocations of the main thread that are still in use at the end, and returns the content of a
 * `.heapprofile`.
 *
 * @throws {UnresponsiveError}
 */
export async function captureHeapProfile(
  time: CaptureTime,
): Promise<HeapProfiler.SamplingHeapProfile> {
  return inspectMain(async (session) => {
    await answerOf(session.post('HeapProfiler.startSampling'), START_DEADLINE_MS);
    await wait(time);
    const stopped = session.post('HeapProfiler.stopSampling');
    const { profile } = await answerOf(stopped, STOP_DEADLINE_MS);
    return profile;
  });
}

async function wait({ seconds, signal }: CaptureTime): Promise<void> {
  await sleep(seconds * 1_000, undefined, { signal });
}
