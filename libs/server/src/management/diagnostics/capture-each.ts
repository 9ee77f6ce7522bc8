import type { Profiler } from 'node:inspector';
import { OperationError } from '../bridge/operation-error.ts';
import { UnresponsiveError } from '../bridge/remote.ts';
import type { HeapProfile } from './capture-profile.ts';
import {
  mergeCpuProfiles,
  mergeHeapProfiles,
  ROOT_FRAME,
  type ThreadProfile,
} from './merge-profiles.ts';
import { nameOf, type Inspected } from './thread-session.ts';

type Capture<Profile> = (thread: Inspected) => Promise<Profile>;

/**
 * Profiles the CPU use of threads at the same time, in one profile. A thread that does not answer is in it without
 * samples, by a name that says so.
 */
export async function captureEachCpu(
  threads: readonly Inspected[],
  capture: Capture<Profiler.Profile>,
): Promise<Profiler.Profile> {
  const nodes = [{ id: 1, callFrame: ROOT_FRAME, hitCount: 0 }];
  const empty = { nodes, samples: [], timeDeltas: [], startTime: 0, endTime: 0 };
  return mergeCpuProfiles(await captureEach(threads, capture, empty));
}

/** Profiles the allocations of threads in the same way. */
export async function captureEachHeap(
  threads: readonly Inspected[],
  capture: Capture<HeapProfile>,
): Promise<HeapProfile> {
  const head = { id: 1, callFrame: ROOT_FRAME, selfSize: 0, children: [] };
  return mergeHeapProfiles(await captureEach(threads, capture, { head, samples: [] }));
}

/** @throws The first error of a capture, unless it says that the thread does not answer or has ended. */
async function captureEach<Profile>(
  threads: readonly Inspected[],
  capture: Capture<Profile>,
  empty: Profile,
): Promise<readonly ThreadProfile<Profile>[]> {
  const outcomes = await Promise.allSettled(threads.map(capture));
  return outcomes.map((outcome, at) => {
    const name = nameOf(threads[at] ?? 'main');
    if (outcome.status === 'fulfilled') return { name, profile: outcome.value };
    const isGone = [OperationError, UnresponsiveError].some(
      (kind) => outcome.reason instanceof kind,
    );
    if (!isGone) throw outcome.reason;
    return { name: `${name} (did not answer)`, profile: empty };
  });
}
