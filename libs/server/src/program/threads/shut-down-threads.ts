import { setTimeout as sleep } from 'node:timers/promises';
import type { Server } from 'node:net';
import { acceptRest } from '../../lifecycle/drain.ts';
import type { Acceptor, SocketOrigin } from '../../lifecycle/listen/listen.ts';
import { stopAccepting } from '../../lifecycle/listen/stop-accepting.ts';
import type { ShutDownPlan } from '../../lifecycle/shut-down.ts';
import type { Parts } from '../parts.ts';
import type { FleetControl } from './create-fleet.ts';

export interface ThreadsToEnd {
  readonly server: Server;
  readonly origin: SocketOrigin;
  readonly acceptors: readonly Acceptor[];
  readonly fleet: FleetControl;
}

/**
 * Ends the threads as `shutDown` ends a server: this thread accepts the connections that wait in the
 * listening socket and closes it, and each thread then ends its connections, all by the same deadline.
 *
 * @returns Whether every request was answered, as far as the server can know.
 */
export async function shutDownThreads(
  { server, origin, acceptors, fleet }: ThreadsToEnd,
  { lifecycle, loggers: { root: log } }: Pick<Parts, 'lifecycle' | 'loggers'>,
  { cause, delayMs, graceMs, drainMs }: ShutDownPlan,
): Promise<boolean> {
  lifecycle.enter('draining');
  log.info({ cause, delayMs }, 'draining');
  fleet.drain({ kind: 'drain', closesAfterAnswers: delayMs > 0 });
  if (delayMs > 0) await sleep(delayMs);
  lifecycle.enter('stopping');
  log.info({ connections: fleet.open(), graceMs, drainMs }, 'stopping');
  if (origin === 'bound') await acceptRest(server, acceptors, graceMs);
  else stopAccepting(acceptors);
  const { cutCount, missedCount } = await fleet.stop({ graceMs, drainMs });
  if (cutCount > 0) log.warn({ connections: cutCount }, 'cut at the deadline');
  if (missedCount > 0)
    log.warn({ connections: missedCount }, 'closed while a request arrived on them');
  const threads = fleet.blocked();
  if (threads.length > 0) log.warn({ threads }, 'exiting without threads that native code blocks');
  return cutCount + missedCount === 0;
}
