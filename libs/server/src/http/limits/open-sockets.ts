import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { CLIENT_KNOWN } from '../client-known.ts';

/** The open sockets of a server. Its own lists lack those that were upgraded and those in their TLS handshake. */
export interface OpenSockets {
  /** Every socket that was accepted and is not closed. */
  readonly all: ReadonlySet<Socket>;
  /** The sockets that requests arrive on: all of them, or those after the header of the PROXY protocol, or under TLS the encrypted ones, which exist after the handshake. */
  readonly connections: ReadonlySet<Socket>;
}

/** The registry, to be filled. */
export interface SocketRegistry extends OpenSockets {
  /**
   * Registers the sockets of a server from now on; call it once, before the server listens.
   *
   * @param onConnection Called with each connection before it is registered.
   */
  readonly watch: (server: Server, onConnection?: (socket: Socket) => void) => void;
}

/** Creates the registry: one listener for the start of each socket and one for its end, none per request. */
export function createOpenSockets(): SocketRegistry {
  const all = new Set<Socket>();
  let connections = all;
  return {
    all,
    get connections() {
      return connections;
    },
    watch: (server, onConnection) => {
      const event =
        ['secureConnection', CLIENT_KNOWN].find((name) => server.listenerCount(name) > 0) ??
        'connection';
      if (event !== 'connection') {
        connections = new Set();
        server.on('connection', (socket: Socket) => {
          register(all, socket);
        });
      }
      server.on(event, (socket: Socket) => {
        onConnection?.(socket);
        register(connections, socket);
      });
    },
  };
}

function register(sockets: Set<Socket>, socket: Socket): void {
  sockets.add(socket);
  socket.once('close', () => {
    sockets.delete(socket);
  });
}
