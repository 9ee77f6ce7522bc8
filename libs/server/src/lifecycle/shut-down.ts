import { setTimeout as sleep } from 'node:timers/promises';
import type { Acceptor, SocketOrigin } from './listen/listen.ts';
import type { Log } from '../telemetry/log/log.ts';
import type { LifecycleControl } from './create-lifecycle.ts';
import { acceptRest, drain, type DrainTarget } from './drain.ts';

/** How long a connection may stay idle; closing it at once could cut a request that is being sent. */
const IDLE_GRACE_MS = 500;

/** Time left for the hooks if connections had to be cut. */
const CUT_BEFORE_END_MS = 1_000;

export interface ShutDownInput extends DrainTarget {
  /** Whether the listening socket is the server's own or was adopted. */
  readonly origin: SocketOrigin;
  readonly acceptors: readonly Acceptor[];
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
  /** Milliseconds that a connection may stay idle after the delay, and at most those for the last ones to be accepted. */
  readonly graceMs: number;
  /** Milliseconds after the delay for requests to finish. */
  readonly drainMs: number;
}

/**
 * Divides the time for the shutdown. The last second is for the hooks; a delay that would leave no time for
 * requests is reduced to half of the rest. On an adopted socket the delay is spent on the connected clients
 * alone: new connections wait in it for the next process.
 */
export function planShutDown(
  budgetMs: number,
  shutdownDelayMs: number,
  origin: SocketOrigin,
): Omit<ShutDownPlan, 'cause'> {
  const servingMs = Math.max(0, budgetMs - CUT_BEFORE_END_MS);
  const waitMs = shutdownDelayMs < servingMs ? shutdownDelayMs : Math.floor(servingMs / 2);
  const delayMs = origin === 'adopted' ? 0 : waitMs;
  const drainMs = servingMs - delayMs;
  const graceMs = Math.max(waitMs - delayMs, Math.min(IDLE_GRACE_MS, Math.floor(drainMs / 2)));
  return { delayMs, graceMs, drainMs };
}

/**
 * Ends a server without failing a request: it is not ready from now on, keeps serving until load balancers
 * have noticed, then closes each connection after its answer. Resources that requests need must be
 * released afterwards.
 *
 * Connected clients get a moment to receive an answer that tells them to reconnect. An adopted socket is
 * closed at once, because no client is refused: new connections wait in it for the next process.
 *
 * @returns Whether every request was answered, as far as the server can know.
 */
export async function shutDown(
  { origin, acceptors, closeAfterAnswers, lifecycle, log, ...target }: ShutDownInput,
  { cause, delayMs, graceMs, drainMs }: ShutDownPlan,
): Promise<boolean> {
  const { server, sockets } = target;
  lifecycle.enter('draining');
  log.info({ cause, delayMs }, 'draining');
  if (delayMs > 0) {
    closeAfterAnswers();
    await sleep(delayMs);
  }
  lifecycle.enter('stopping');
  log.info({ connections: sockets.all.size, graceMs, drainMs }, 'stopping');
  const deadline = AbortSignal.timeout(drainMs);
  if (origin === 'bound') await acceptRest(server, acceptors, graceMs);
  closeAfterAnswers(); // not earlier: a client that reconnects must be refused, and not reset
  const { cutCount, missedCount } = await drain(target, { graceMs, deadline });
  if (cutCount > 0) log.warn({ connections: cutCount }, 'cut at the deadline');
  if (missedCount > 0)
    log.warn({ connections: missedCount }, 'closed while a request arrived on them');
  return cutCount + missedCount === 0;
}
