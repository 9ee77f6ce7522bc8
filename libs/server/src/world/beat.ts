import type { World } from './world.ts';

/** Longest and shortest time between two beats. */
const MAX_PERIOD_MS = 1_000;
const MIN_PERIOD_MS = 10;

/** The only timer of an idle main thread: recurring work follows it, because each further timer would wake the process. */
export interface Beat {
  readonly periodMs: number;
  /**
   * Calls back at each beat with the milliseconds by which the event loop was late for it, and once at once:
   * otherwise the speed of the build machine would decide whether the code cache contains what a beat runs.
   */
  readonly onBeat: (listener: (lateMs: number) => void) => void;
}

/** The limits that a beat serves, in milliseconds; undefined for a limit that is off. */
export interface BeatLimits {
  readonly livenessStallMs: number;
  readonly watchdogMs: number | undefined;
}

/** Returns the time between two beats: a tenth of the shortest limit, from 10 ms to 1 s. */
export function findBeatPeriod({ livenessStallMs, watchdogMs = Infinity }: BeatLimits): number {
  const tenthMs = Math.floor(Math.min(livenessStallMs, watchdogMs) / 10);
  return Math.min(MAX_PERIOD_MS, Math.max(MIN_PERIOD_MS, tenthMs));
}

/** Starts a beat, which never keeps the process alive. */
export function startBeat(
  { schedule, monotonicMs }: Pick<World, 'schedule' | 'monotonicMs'>,
  periodMs: number,
): Beat {
  const listeners: ((lateMs: number) => void)[] = [];
  let dueMs = monotonicMs();
  function beat(): void {
    const nowMs = monotonicMs();
    const lateMs = Math.max(0, nowMs - dueMs);
    dueMs = nowMs + periodMs;
    schedule(periodMs, beat); // first, so that a listener that throws does not stop the beat
    for (const listener of listeners) listener(lateMs);
  }
  beat();
  return {
    periodMs,
    onBeat: (listener) => {
      listeners.push(listener);
      listener(0);
    },
  };
}
