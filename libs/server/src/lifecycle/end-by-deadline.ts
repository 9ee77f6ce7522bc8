import type { World } from '../world/world.ts';
import { EX } from '../world/faults/sysexits.ts';
import type { Log } from '../telemetry/log/log.ts';

export interface DeadlineOptions {
  /** Maximum milliseconds from the request to stop to the exit. */
  readonly deadlineMs: number;
  readonly log: Log;
  readonly exit: World['exit'];
}

/** Ends the process if it is still running at the deadline after a request to stop. */
export function endByDeadline(stop: AbortSignal, { deadlineMs, log, exit }: DeadlineOptions): void {
  const arm = (): void => {
    setTimeout(() => {
      log.error({ deadlineMs }, 'exited at the shutdown deadline, cleanup unfinished');
      exit(EX.FAILURE);
    }, deadlineMs).unref();
  };
  if (stop.aborted) arm();
  else stop.addEventListener('abort', arm);
}
