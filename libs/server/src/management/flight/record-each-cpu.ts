import type { Profiler } from 'node:inspector';
import { mergeCpuProfiles } from '../diagnostics/merge-profiles.ts';
import { nameOf } from '../diagnostics/thread-session.ts';
import { recordCpu } from './record-cpu.ts';
import type { WatchedThread } from './watch-threads.ts';

/** Keeps the CPU samples of the last minute of all threads. */
export interface CpuRecorder {
  /** Returns the samples of all threads in one profile; undefined if there are none yet. */
  readonly read: () => Promise<Profiler.Profile | undefined>;
}

/** Starts to record the CPU samples of some threads. */
export function recordEachCpu(threads: readonly WatchedThread[], signal: AbortSignal): CpuRecorder {
  const recordings = threads.map(({ thread, isActive, active }) => ({
    name: nameOf(thread),
    recording: recordCpu({ thread, isActive, active, signal }),
  }));
  return {
    read: async () => {
      const read = recordings.map(async ({ name, recording }) => ({
        name,
        profile: await recording.read(),
      }));
      const found = (await Promise.all(read)).flatMap(({ name, profile }) =>
        profile === undefined ? [] : [{ name, profile }],
      );
      return found.length > 1 ? mergeCpuProfiles(found) : found[0]?.profile;
    },
  };
}
