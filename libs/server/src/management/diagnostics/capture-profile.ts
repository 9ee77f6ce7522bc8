import type { HeapProfiler, Profiler } from 'node:inspector';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspectThread } from './inspect-thread.ts';
import { answerOf, type Inspected, type ThreadSession } from './thread-session.ts';

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

export interface CpuCapture extends CaptureTime {
  /** Microseconds between two samples. */
  readonly intervalUs: number;
  /** Returns whether a thread's event loop is stuck. */
  readonly isStuck: (thread: Inspected) => boolean;
}

/**
 * Samples the stack of a thread and returns the content of a `.cpuprofile`.
 *
 * @throws {UnresponsiveError}
 * @throws {OperationError} if a serving thread does not run, or ends meanwhile.
 */
export async function captureCpuProfile(
  thread: Inspected,
  { intervalUs, isStuck, ...time }: CpuCapture,
): Promise<Profiler.Profile> {
  return inspectThread(thread, async (session) => {
    await answerOf(session, session.post('Profiler.enable'), START_DEADLINE_MS);
    await session.post('Profiler.setSamplingInterval', { interval: intervalUs });
    await session.post('Profiler.start');
    if (isStuck(thread)) await discardCode(session);
    await wait(time);
    const { profile } = await answerOf(session, session.post('Profiler.stop'), STOP_DEADLINE_MS);
    return profile;
  });
}

/**
 * Lets V8 discard the optimized code of a thread and compile it again, while the profiler listens. It knows no name
 * in the code of a loop that was optimized before, and a stuck thread runs nothing else. It takes 20 to 120 ms.
 */
async function discardCode(session: ThreadSession): Promise<void> {
  await session.post('Profiler.startPreciseCoverage', { callCount: false, detailed: false });
  await session.post('Profiler.stopPreciseCoverage');
}

/**
 * Samples allocations of a thread that are still in use at the end, and returns the content of a
 * `.heapprofile`.
 *
 * @throws {UnresponsiveError}
 * @throws {OperationError} if a serving thread does not run, or ends meanwhile.
 */
export async function captureHeapProfile(
  thread: Inspected,
  time: CaptureTime,
): Promise<HeapProfile> {
  return inspectThread(thread, async (session) => {
    await answerOf(session, session.post('HeapProfiler.startSampling'), START_DEADLINE_MS);
    await wait(time);
    const stopped = session.post('HeapProfiler.stopSampling');
    const { profile } = await answerOf(session, stopped, STOP_DEADLINE_MS);
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
