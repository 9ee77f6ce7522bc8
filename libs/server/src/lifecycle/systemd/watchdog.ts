import { Fault } from '../../world/faults/fault.ts';
import type { Notify } from './notify.ts';
import type { ManagerVariables } from '../listen/parse-descriptors.ts';

const INTERVAL_MS = 100;

/**
 * Reads after how many milliseconds without a sign of life the manager ends this process; undefined
 * where it does not look, or at another process.
 *
 * @throws {Fault} `WATCHDOG_MALFORMED`.
 * @see sd_watchdog_enabled(3)
 */
export function parseWatchdog(
  { WATCHDOG_USEC: text, WATCHDOG_PID }: ManagerVariables,
  pid: number,
): number | undefined {
  if (text === undefined || (WATCHDOG_PID !== undefined && WATCHDOG_PID !== String(pid)))
    return undefined;
  if (!/^[1-9][0-9]{0,15}$/.test(text)) throw new Fault('WATCHDOG_MALFORMED', { text });
  return Number(text) / 1_000;
}

/** From how long without a turn of the event loop on its thread counts as stuck: well before its end. */
export function stallBefore(watchdogMs: number | undefined, stallMs: number): number {
  return watchdogMs === undefined ? stallMs : Math.min(stallMs, watchdogMs / 4);
}

export interface Watchdog {
  readonly notify: Notify;
  readonly watchdogMs: number;
  /** Whether the thread that does the work is alive. */
  readonly isAlive: () => boolean;
  readonly monotonicMs: () => number;
}

/**
 * Gives a sign of life every half of the time there is, but none for a dead thread; should that wake
 * again, the sign comes at once, not half of the time later. Needs this thread's event loop to turn.
 */
export function feedWatchdog({ notify, watchdogMs, isAlive, monotonicMs }: Watchdog): void {
  let fedMs = -Infinity;
  function feed(): void {
    if (monotonicMs() - fedMs < watchdogMs / 2 || !isAlive()) return;
    fedMs = monotonicMs();
    notify('WATCHDOG=1');
  }
  feed();
  setInterval(feed, INTERVAL_MS).unref();
}
