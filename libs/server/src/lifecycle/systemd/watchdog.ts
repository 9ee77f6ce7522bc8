import { Fault } from '../../world/faults/fault.ts';
import type { World } from '../../world/world.ts';
import type { Notify } from './notify.ts';
import type { ManagerVariables } from '../listen/parse-descriptors.ts';

/** Longest time between two checks: a timer of Node holds at most 2^31 - 1 ms, and a longer one fires at once. */
const MAX_PAUSE_MS = 3_600_000;

/**
 * Parses the limit of the service manager's watchdog, in milliseconds: the manager ends this process if
 * the watchdog is not fed for that long.
 *
 * @returns undefined if the watchdog is off or watches another process.
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

/** Returns the milliseconds without a beat that count as stuck: `stallMs`, or a quarter of the watchdog's limit if shorter. */
export function stallBefore(watchdogMs: number | undefined, stallMs: number): number {
  return watchdogMs === undefined ? stallMs : Math.min(stallMs, watchdogMs / 4);
}

export interface Watchdog extends Pick<World, 'schedule'> {
  readonly notify: Notify;
  readonly watchdogMs: number;
  /** Whether the thread that does the work is alive. */
  readonly isAlive: () => boolean;
}

/**
 * Feeds the watchdog at every half of its limit while the thread is alive. If it is not, checks again
 * after a tenth of the limit, so that a thread that recovers is saved.
 */
export function feedWatchdog({ notify, watchdogMs, isAlive, schedule }: Watchdog): void {
  function feed(): void {
    const isFed = isAlive();
    if (isFed) notify('WATCHDOG=1');
    schedule(Math.min(MAX_PAUSE_MS, watchdogMs / (isFed ? 2 : 10)), feed);
  }
  feed();
}
