import type { ThreadDump } from '../api/answers.ts';

/** Milliseconds without a beat that make a thread stuck: twice the longest time between two beats. */
const STUCK_MS = 2_000;

/** Returns whether a thread's event loop has stopped turning. */
export function isStuck({
  loopTurnedAgoMs,
  doing,
}: Pick<ThreadDump['threads'][number], 'loopTurnedAgoMs' | 'doing'>): boolean {
  return hasStopped(loopTurnedAgoMs) && doing !== 'not running';
}

/** Returns whether the last beat of an event loop is too old. */
export function hasStopped(beatAgeMs: number | null | undefined): boolean {
  return (beatAgeMs ?? 0) >= STUCK_MS;
}
