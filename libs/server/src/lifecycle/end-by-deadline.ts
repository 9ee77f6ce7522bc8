import type { World } from '../world/world.ts';
import { EX } from '../world/faults/sysexits.ts';
import type { Log } from '../telemetry/log/log.ts';

export interface DeadlineOptions {
  /** Milliseconds from the request to stop to the end. */
  readonly deadlineMs: number;
  readonly log: Log;
  readonly exit: World['exit'];
}

/** Ends the process when it has not ended by itself in time after a request to stop. */
export function endByDeadline(stop: AbortSignal, { deadlineMs, log, exit }: DeadlineOptions): void {
  const arm = (): void => {
    setTimeout(() => {
      log.error({ deadlineMs }, 'ended at the deadline, before all was put away');
      exit(EX.FAILURE);
    }, deadlineMs).unref();
  };
  if (stop.aborted) arm();
  else stop.addEventListener('abort', arm);
}
