import { setTimeout as sleep } from 'node:timers/promises';
import type { World } from '../../world/world.ts';
import type { CapturedThread } from '../diagnostics/capture-thread.ts';
import { nameOf, type Inspected } from '../diagnostics/thread-session.ts';
import type { FlightActivity } from './flight-memory.ts';
import type { RecentStalls } from './recent-stalls.ts';

/** How often a stuck thread is asked whether it still is. */
const STUCK_POLL_MS = 500;
/** Most frames of a stack that are kept: a recursion may have thousands. */
const MAX_FRAMES = 64;

/** A thread whose stalls are recorded. */
export interface WatchedThread extends Pick<FlightActivity, 'isActive' | 'active'> {
  readonly thread: Inspected;
  /** Time of the last beat of its event loop on the monotonic clock; undefined while it does not serve. */
  readonly lastBeatMs: () => number | undefined;
}

export interface WatchOptions {
  /** Time between two beats. */
  readonly periodMs: number;
  /** Milliseconds by which a beat is late that make a stall. */
  readonly lateMs: number;
  readonly world: Pick<World, 'now' | 'monotonicMs'>;
  readonly capture: (thread: Inspected) => Promise<Pick<CapturedThread, 'doing' | 'stack'>>;
  readonly stalls: Pick<RecentStalls, 'add'>;
  readonly signal: AbortSignal;
}

/**
 * Records each stall of a thread, with the stack that is found while it lasts. While the thread is idle, nothing
 * wakes this one; a thread that gets stuck without a request is noticed if it was active before.
 */
export async function watchThread(watched: WatchedThread, options: WatchOptions): Promise<void> {
  const { periodMs, lateMs, world, signal } = options;
  while (!signal.aborted) {
    const lastBeatMs = watched.lastBeatMs() ?? world.monotonicMs();
    const leftMs = lastBeatMs + periodMs + lateMs - world.monotonicMs();
    if (leftMs <= 0) await recordStall(watched, lastBeatMs, options);
    else if (watched.isActive()) await sleep(Math.ceil(leftMs), undefined, { ref: false });
    else await watched.active();
  }
}

async function recordStall(
  { thread, lastBeatMs }: WatchedThread,
  beganMs: number,
  { periodMs, world, capture, stalls, signal }: WatchOptions,
): Promise<void> {
  const agoMs = (): number => world.monotonicMs() - beganMs - periodMs;
  const time = new Date(world.now().getTime() - agoMs()).toISOString();
  const { doing, stack } = await capture(thread).catch(() => NOT_FOUND);
  const durationMs = Math.round(agoMs());
  const update = stalls.add({
    time,
    durationMs,
    thread: nameOf(thread),
    doing,
    stack: stack.slice(0, MAX_FRAMES).join('\n'),
  });
  while (!signal.aborted && lastBeatMs() === beganMs) {
    await sleep(STUCK_POLL_MS, undefined, { ref: false });
    update(Math.round(agoMs()));
  }
  const endedMs = lastBeatMs();
  if (endedMs !== undefined) update(Math.round(endedMs - beganMs - periodMs));
}

/** A serving thread may end while it is captured. */
const NOT_FOUND = { doing: 'not running', stack: [] } as const;
