import type { Profiler } from 'node:inspector';
import { setTimeout as sleep } from 'node:timers/promises';
import { captureCpuProfile } from '../../management/diagnostics/capture-profile.ts';
import { captureThread } from '../../management/diagnostics/capture-thread.ts';

/** How long the profile of a stuck thread takes. */
const PROFILE_SECONDS = 1;
const INTERVAL_US = 1_000;
/** How long it is waited for: a thread that enters native code meanwhile answers only after it. */
const PROFILE_LIMIT_MS = 4_000;
/** Most frames and functions in the log. */
const MAX_FRAMES = 16;
const MAX_FUNCTIONS = 5;

/** What a stuck thread does, for the log. */
export interface StuckThread {
  readonly doing: string;
  /** Innermost first. */
  readonly stack: readonly string[];
  /** Share of the time in each of the functions that took most of it; empty in native code. */
  readonly profile: Readonly<Record<string, number>>;
}

/** Captures what a stuck thread does, from the main thread: its stack, and where it spends a second. */
export async function describeStuck(index: number): Promise<StuckThread> {
  const { doing, stack } = await captureThread(index);
  const frames = stack.slice(0, MAX_FRAMES);
  if (doing !== 'running JavaScript') return { doing, stack: frames, profile: {} };
  const captured = captureCpuProfile(index, {
    seconds: PROFILE_SECONDS,
    intervalUs: INTERVAL_US,
    signal: new AbortController().signal,
    isStuck: () => true,
  });
  const profile = await Promise.race([captured, sleep(PROFILE_LIMIT_MS)]);
  return { doing, stack: frames, profile: profile ? summarizeProfile(profile) : {} };
}

/** Returns the share of samples of the functions that have most of them, from 0 to 1, in hundredths. */
export function summarizeProfile({
  nodes,
  samples = [],
}: Pick<Profiler.Profile, 'nodes' | 'samples'>): Readonly<Record<string, number>> {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
  const counts = new Map<string, number>();
  for (const id of samples) {
    const name = names.get(id) ?? '(unknown)';
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const most = [...counts].sort(([, a], [, b]) => b - a).slice(0, MAX_FUNCTIONS);
  return Object.fromEntries(
    most.map(([name, count]) => [name, Math.round((count * 100) / samples.length) / 100]),
  );
}

function nameOf({ functionName, url, lineNumber }: Profiler.ProfileNode['callFrame']): string {
  const name = functionName === '' ? '<anonymous>' : functionName;
  return url === '' ? name : `${name} (${url}:${lineNumber + 1})`;
}
