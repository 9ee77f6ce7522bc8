import { drain, type Drained } from '../../lifecycle/drain.ts';
import { planShutDown } from '../../lifecycle/shut-down.ts';
import { CRASH_BUDGET_MS } from '../../lifecycle/watch-uncaught.ts';
import type { RunningServer } from '../start-server.ts';

/** How a serving thread ends its connections, in milliseconds. */
export interface StopPlan {
  /** How long a connection may stay idle before it is closed. */
  readonly graceMs: number;
  /** How long requests may take to finish. */
  readonly drainMs: number;
}

/** Plans the end after an uncaught error: as in a process with one thread, but new connections go to the others. */
export function planCrash(drainTimeoutMs: number): StopPlan {
  return planShutDown(Math.min(CRASH_BUDGET_MS, drainTimeoutMs), 0, 'handed');
}

/** Ends a server without failing a request, once the main thread hands it no more connections. */
export async function endThread(running: RunningServer, plan: StopPlan): Promise<Drained> {
  const { server, sockets, onCut, lifecycle, closeAfterAnswers } = running;
  if (lifecycle.phase() !== 'draining') lifecycle.enter('draining');
  lifecycle.enter('stopping');
  closeAfterAnswers();
  const deadline = AbortSignal.timeout(plan.drainMs);
  return drain({ server, sockets, onCut }, { graceMs: plan.graceMs, deadline });
}
