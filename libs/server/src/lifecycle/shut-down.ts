import { setTimeout as sleep } from 'node:timers/promises';
import type { SocketOrigin } from './listen/listen.ts';
import type { Log } from '../telemetry/log/log.ts';
import type { LifecycleControl } from './create-lifecycle.ts';
import { drain, stopAccepting, type DrainTarget } from './drain.ts';

/** How long a connection to an adopted socket may stay idle; closing it at once could cut a request that is being sent. */
const IDLE_GRACE_MS = 500;

/** Time left for the hooks if connections had to be cut. */
const CUT_BEFORE_END_MS = 1_000;

export interface ShutDownInput extends DrainTarget {
  /** Whether the listening socket is the server's own or was adopted. */
  readonly origin: SocketOrigin;
  /** Makes every answer from now on say `Connection: close`. */
  readonly closeAfterAnswers: () => void;
  readonly lifecycle: LifecycleControl;
  readonly log: Log;
}

export interface ShutDownPlan {
  /** Why the server ends, for the log. */
  readonly cause: string;
  /** Milliseconds to keep serving while not ready, so that load balancers stop sending traffic before the socket closes. */
  readonly delayMs: number;
  /** Milliseconds after the delay for requests to finish. */
  readonly drainMs: number;
}

/**
 * Divides the time for the shutdown. The last second is for the hooks; a delay that would leave no time for
 * requests is reduced to half of the rest.
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
 * Ends a server without failing a request: it is not ready from now on, keeps serving until load balancers
 * have noticed, then closes each connection after its answer. Resources that requests need must be
 * released afterwards.
 *
 * An adopted socket is closed at once, because no client is refused: new connections wait in it for the
 * next process. Connected clients get a moment to receive an answer that tells them to reconnect.
 *
 * @returns Whether every connection was closed without being cut.
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
