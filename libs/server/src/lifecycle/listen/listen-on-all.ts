import { createServer, type Server, type Socket } from 'node:net';
import { parseEndpoint, type Endpoint } from '../../config/listen-addresses.ts';
import { startWithoutSocket } from '../../http/private-surfaces.ts';
import { ACCEPTING } from './accepting.ts';
import { bindAddress } from './bind-port.ts';
import type { Acceptor } from './listen.ts';
import { listenUnix } from './listen-unix.ts';
import { stopAccepting } from './stop-accepting.ts';

/** Names of the settings in the sentences of faults. */
const SETTINGS = { host: 'LISTEN', port: 'LISTEN' } as const;

export interface ListenOnAllOptions {
  /** Values of LISTEN and LISTEN_MODE. */
  readonly addresses: readonly string[];
  readonly mode: string;
  /** Whether connections are to be handed on before a byte is read. */
  readonly pauseOnConnect: boolean;
}

/**
 * Listens on several addresses for one server, which gets their connections by its event `connection` and has
 * no socket of its own. Its limit on connections holds for all of them together.
 *
 * @throws {Fault} those of `bindAddress` and `listenUnix`, after closing what it has opened.
 */
export async function listenOnAll(
  server: Server,
  { addresses, mode, pauseOnConnect }: ListenOnAllOptions,
): Promise<readonly Acceptor[]> {
  const endpoints = addresses.map(parseEndpoint).filter((one) => one !== undefined);
  const forward = createForwarder(server);
  const acceptors: Acceptor[] = [];
  startWithoutSocket(server);
  try {
    for (const endpoint of endpoints) {
      const acceptor = createServer({ ...ACCEPTING, pauseOnConnect }, forward);
      const ipv6Only = isIpv4Elsewhere(endpoint, endpoints);
      acceptors.push(await listenOn(acceptor, endpoint, { mode: parseInt(mode, 8), ipv6Only }));
    }
  } catch (error) {
    stopAccepting(acceptors);
    throw error;
  }
  return acceptors;
}

async function listenOn(
  server: Server,
  endpoint: Endpoint,
  { mode, ipv6Only }: { readonly mode: number; readonly ipv6Only: boolean },
): Promise<Acceptor> {
  if ('path' in endpoint) {
    const { path } = endpoint;
    const options = { setting: 'LISTEN', mode, makesDirectory: false } as const;
    return { server, address: path, removePath: await listenUnix(server, path, options) };
  }
  await bindAddress(server, { ...endpoint, ipv6Only, settings: SETTINGS });
  return { server, address: server.address() };
}

/** Returns whether :: must leave IPv4 to another socket with the same port: ipv6(7), IPV6_V6ONLY. */
function isIpv4Elsewhere(endpoint: Endpoint, all: readonly Endpoint[]): boolean {
  if (!('port' in endpoint) || !endpoint.host.includes(':')) return false;
  const { port } = endpoint;
  return all.some((one) => 'port' in one && one.port === port && !one.host.includes(':'));
}

/** Creates what passes a connection to the server, or drops it at the limit as node:net does for its own socket. */
function createForwarder(server: Server): (socket: Socket) => void {
  let openCount = 0;
  return (socket) => {
    if (openCount >= server.maxConnections) {
      const { remoteAddress, remotePort } = socket;
      socket.destroy();
      server.emit('drop', { remoteAddress, remotePort });
      return;
    }
    openCount += 1;
    socket.once('close', () => (openCount -= 1));
    server.emit('connection', socket);
  };
}
