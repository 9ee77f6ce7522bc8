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

/** Type SamplingHeapProfile of the DevTools Protocol, with the ids that Node's own types lack. */
export interface HeapProfile extends HeapProfiler.SamplingHeapProfile {
  head: HeapProfileNode;
  samples: readonly { readonly nodeId: number; readonly size: number }[];
}

export interface HeapProfileNode extends HeapProfiler.SamplingHeapProfileNode {
  id: number;
  children: HeapProfileNode[];
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
export async function captureHeapProfile(time: CaptureTime): Promise<HeapProfile> {
  return inspectMain(async (session) => {
    await answerOf(session.post('HeapProfiler.startSampling'), START_DEADLINE_MS);
    await wait(time);
    const stopped = session.post('HeapProfiler.stopSampling');
    const { profile } = await answerOf(stopped, STOP_DEADLINE_MS);
    return withoutStraySamples(profile as HeapProfile);
  });
}

/**
 * Drops samples of nodes that are not in the tree: V8 collects the samples after it has built the tree,
 * and building it allocates. A viewer that looks such a node up fails.
 */
export function withoutStraySamples({ head, samples }: HeapProfile): HeapProfile {
  const ids = new Set(idsOf(head));
  return { head, samples: samples.filter(({ nodeId }) => ids.has(nodeId)) };
}

function idsOf({ id, children }: HeapProfileNode): readonly number[] {
  return [id, ...children.flatMap(idsOf)];
}

async function wait({ seconds, signal }: CaptureTime): Promise<void> {
  await sleep(seconds * 1_000, undefined, { signal });
}
