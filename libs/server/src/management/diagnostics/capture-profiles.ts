import type { Profiler } from 'node:inspector';
import {
  captureCpuProfile,
  captureHeapProfile,
  type CaptureTime,
  type CpuCapture,
  type HeapProfile,
} from './capture-profile.ts';
import type { Inspected } from './thread-session.ts';

/** Profiles the CPU use of one or several threads, as captureCpuProfile() does. */
export async function captureCpuOf(
  threads: readonly Inspected[],
  options: CpuCapture,
): Promise<Profiler.Profile> {
  const capture = (thread: Inspected) => captureCpuProfile(thread, options);
  const [thread = 'main', ...others] = threads;
  if (others.length === 0) return capture(thread);
  const { captureEachCpu } = await import('./capture-each.ts');
  return captureEachCpu(threads, capture);
}

/** Profiles the allocations of one or several threads, as captureHeapProfile() does. */
export async function captureHeapOf(
  threads: readonly Inspected[],
  time: CaptureTime,
): Promise<HeapProfile> {
  const capture = (thread: Inspected) => captureHeapProfile(thread, time);
  const [thread = 'main', ...others] = threads;
  if (others.length === 0) return capture(thread);
  const { captureEachHeap } = await import('./capture-each.ts');
  return captureEachHeap(threads, capture);
}
