import type { Log } from '../telemetry/log/log.ts';
import { EX } from '../world/faults/sysexits.ts';
import type { World } from '../world/world.ts';

/** Milliseconds from an uncaught error to the end, whatever is under way. */
export const CRASH_BUDGET_MS = 5_000;

/** How the server ends after an error that leaves its state unknown. */
export interface CrashWatch {
  /** Aborts at the first such error. */
  readonly crashed: AbortSignal;
  /** Reports an error as if nobody had caught it. */
  readonly crash: (error: unknown) => void;
}

/**
 * Turns the first uncaught error into an abort, so that requests under way still finish. Unhandled
 * rejections count too. The state of the program is unknown from then on: a second error, or the end
 * of the budget, ends the process at once.
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
  return { crashed: controller.signal, crash };
}
