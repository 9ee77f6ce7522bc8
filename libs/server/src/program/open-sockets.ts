import type { Server } from 'node:net';
import type { Settings } from '../config/settings.ts';
import type { Acceptor, SocketOrigin } from '../lifecycle/listen/listen.ts';
import type { Descriptors } from '../lifecycle/listen/parse-descriptors.ts';
import { Fault } from '../world/faults/fault.ts';

export interface ListedSocketsOptions {
  readonly settings: Pick<Settings, 'listen' | 'listenMode'>;
  readonly descriptors: Descriptors;
  /** Whether connections are to be handed on before a byte is read. */
  readonly pauseOnConnect: boolean;
}

/**
 * Opens the sockets of LISTEN, and loads the code only then; returns undefined without LISTEN.
 *
 * @throws {Fault} `LISTEN_BESIDE_SOCKET`, or why a socket cannot be opened; then none is open.
 */
export async function openListedSockets(
  server: Server,
  { settings, descriptors, pauseOnConnect }: ListedSocketsOptions,
): Promise<readonly Acceptor[] | undefined> {
  const { listen: addresses, listenMode: mode } = settings;
  if (addresses === undefined) return undefined;
  if ((descriptors.https ?? descriptors.http) !== undefined)
    throw new Fault('LISTEN_BESIDE_SOCKET', { listen: addresses.join(',') });
  const { listenOnAll } = await import('../lifecycle/listen/listen-on-all.ts');
  return listenOnAll(server, { addresses, mode, pauseOnConnect });
}

/** Returns what accepts for a server that the program itself has opened: the server, or nothing if it is handed connections. */
export function acceptorsOf(server: Server, origin: SocketOrigin): readonly Acceptor[] {
  return origin === 'handed' ? [] : [{ server, address: server.address() }];
}
