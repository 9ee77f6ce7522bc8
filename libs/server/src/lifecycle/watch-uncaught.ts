import type { Log } from '../telemetry/log/log.ts';
import { EX } from '../world/faults/sysexits.ts';
import type { World } from '../world/world.ts';

/** Maximum milliseconds from an uncaught error to the exit. */
export const CRASH_BUDGET_MS = 5_000;

/** Shutdown after an error that leaves the state of the program unknown. */
export interface CrashWatch {
  /** Aborts at the first uncaught error. */
  readonly crashed: AbortSignal;
  /** Handles an error like an uncaught one. */
  readonly crash: (error: unknown) => void;
  /** Makes the exit status that of an uncaught error, for one which another thread has logged. */
  readonly fail: (error: unknown) => void;
}

/**
 * Turns the first uncaught error or unhandled rejection into an abort, so that open requests can still
 * finish. The state of the program is unknown from then on, so a second error, or the end of the
 * budget, ends the process at once.
 */
export function watchUncaught({ onUncaught, exit }: World, log: Log): CrashWatch {
  const controller = new AbortController();
  function crash(error: unknown): void {
    log.fatal({ err: error }, 'uncaught error');
    if (controller.signal.aborted) {
      exit(EX.SOFTWARE);
      return;
    }
    setTimeout(() => {
      exit(EX.SOFTWARE);
    }, CRASH_BUDGET_MS).unref();
    controller.abort(error);
  }
  onUncaught(crash);
  return {
    crashed: controller.signal,
    crash,
    fail: (error) => {
      controller.abort(error);
    },
  };
}
