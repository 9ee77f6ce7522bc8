import type { World } from '../world/world.ts';
import { EX } from '../world/faults/sysexits.ts';
import type { Log } from '../telemetry/log/log.ts';

/** Milliseconds from an error that nobody caught to the end, whatever is under way. */
export const CRASH_BUDGET_MS = 5_000;

/**
 * Turns the first error that nobody caught into an abort, so that requests under way still finish.
 * The state of the program is no longer known: a second one ends it at once, and so does the end of
 * the budget. A rejection that nobody handled arrives here as well.
 */
export function watchUncaught({ onUncaught, exit }: World, log: Log): AbortSignal {
  const crash = new AbortController();
  onUncaught((error) => {
    log.fatal({ err: error }, 'uncaught error');
    if (crash.signal.aborted) {
      exit(EX.SOFTWARE);
      return;
    }
    setTimeout(() => {
      exit(EX.SOFTWARE);
    }, CRASH_BUDGET_MS).unref();
    crash.abort(error);
  });
  return crash.signal;
}
