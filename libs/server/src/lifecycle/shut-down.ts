import { setTimeout as sleep } from 'node:timers/promises';
import type { SocketOrigin } from './listen/listen.ts';
import type { Log } from '../telemetry/log/log.ts';
import type { LifecycleControl } from './create-lifecycle.ts';
import { drain, stopAccepting, type Drained } from './drain.ts';

/** How long a connection to an adopted socket may stay idle; closed at once, it would cut requests on their way. */
const IDLE_GRACE_MS = 500;

/** What the hooks have left of the budget when connections had to be cut. */
const CUT_BEFORE_END_MS = 1_000;

export interface ShutDownInput extends Drained {
  /** Whose the listening socket is. */
  readonly origin: SocketOrigin;
  /** Makes every answer from now on say `Connection: close`. */
  readonly closeAfterAnswers: () => void;
  readonly lifecycle: LifecycleControl;
  readonly log: Log;
}

export interface ShutDownPlan {
  /** What ends the server, for the log. */
  readonly cause: string;
  /** Milliseconds to serve on, unready, so that balancers have looked away when the socket closes. */
  readonly delayMs: number;
  /** Milliseconds after the delay in which requests may finish. */
  readonly drainMs: number;
}

/**
 * Divides the time there is. The last second belongs to the hooks; a delay that would leave no time
 * for requests is cut to half of the rest.
 */
export function planShutDown(
  budgetMs: number,
  shutdownDelayMs: number,
  origin: SocketOrigin,
): Omit<ShutDownPlan, 'cause'> {
  const servingMs = Math.max(0, budgetMs - CUT_BEFORE_END_MS);
  const wantedMs =
    origin === 'adopted' ? Math.max(shutdownDelayMs, IDLE_GRACE_MS) : shutdownDelayMs;
  const delayMs = wantedMs < servingMs ? wantedMs : Math.floor(servingMs / 2);
  return { delayMs, drainMs: servingMs - delayMs };
}

/**
 * Ends a server without failing a request: unready at once, serving on until balancers know, then
 * closing each connection with its answer. Whoever owns what the requests needed puts it away afterwards.
 *
 * An adopted socket is let go at once, for nobody is refused at it: who connects waits there for the
 * next process. Those who are connected get a moment to hear that they are to connect again.
 *
 * @returns Whether every connection ended by itself.
 */
export async function shutDown(
  { server, sockets, origin, closeAfterAnswers, lifecycle, log }: ShutDownInput,
  { cause, delayMs, drainMs }: ShutDownPlan,
): Promise<boolean> {
  lifecycle.enter('draining');
  closeAfterAnswers();
  log.info({ cause, delayMs }, 'draining');
  if (origin === 'adopted') await stopAccepting(server, delayMs);
  else if (delayMs > 0) await sleep(delayMs);
  lifecycle.enter('stopping');
  log.info({ connections: sockets.size, drainMs }, 'stopping');
  const cutCount = await drain({ server, sockets }, drainMs);
  if (cutCount > 0) log.warn({ connections: cutCount }, 'cut at the deadline');
  return cutCount === 0;
}
