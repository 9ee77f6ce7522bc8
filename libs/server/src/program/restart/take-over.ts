import { adoptSocket } from '../../lifecycle/listen/adopt-socket.ts';
import { bindPort } from '../../lifecycle/listen/bind-port.ts';
import type { Listen } from '../../lifecycle/listen/listen.ts';
import type { Parts, ServeOptions } from '../parts.ts';

/** A process without a socket, of which no timer keeps it alive, would exit while its checks fail. */
const KEEP_ALIVE_MS = 60_000;

/**
 * Creates what opens the socket of a successor: it listens on that of its predecessor once it is ready, because from
 * then on it gets a part of the new connections. The socket is its own, because the predecessor ends.
 *
 * @param stop Aborts if this process has to stop before.
 * @param startReadiness Starts the checks that have to pass.
 */
export function createTakeOver(
  { lifecycle, loggers, manager }: Pick<Parts, 'lifecycle' | 'loggers' | 'manager'>,
  stop: ServeOptions['stop'],
  startReadiness: () => void,
): Listen {
  return async (server, address) => {
    const { promise: entered, resolve } = Promise.withResolvers<undefined>();
    lifecycle.onEnter(() => {
      resolve(undefined);
    });
    const keepAlive = setInterval(() => undefined, KEEP_ALIVE_MS);
    stop.addEventListener('abort', () => {
      clearInterval(keepAlive);
    });
    startReadiness();
    await entered;
    clearInterval(keepAlive);
    if (address.fd === undefined) return bindPort(server, address);
    await adoptSocket(server, address);
    loggers.root.info({ predecessor: manager.predecessor?.pid }, 'taking over');
    return 'bound';
  };
}
