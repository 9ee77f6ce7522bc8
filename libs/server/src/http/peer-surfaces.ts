/**
 * The use of private surfaces of Node for the PROXY protocol, as private-surfaces.ts has the others. A spec of the
 * same name checks every one of them. Checked on Node 26.12.1.
 */
import type { Socket } from 'node:net';

/** What `getpeername` returns: nothing for a client without an address, as on a unix socket. */
export interface Peer {
  readonly address?: string;
  readonly family?: 'IPv4' | 'IPv6';
  readonly port?: number;
}

interface SocketInside {
  readonly _handle?: { getpeername?: (found: object) => number } | null;
  _peername?: Peer | undefined;
}

/**
 * Returns whether a connection came through a unix socket. `remoteAddress` does not tell: that of a TCP client which
 * has reset its connection is absent too.
 *
 * Reads `Socket._handle.getpeername`, as node:net does: only handles of TCP have it.
 */
export function isFromUnixSocket(socket: Socket): boolean {
  const { _handle: handle } = socket as unknown as SocketInside;
  return handle !== null && handle !== undefined && handle.getpeername === undefined;
}

/**
 * Replaces the peer of a connection, for the socket and for one that encrypts it.
 *
 * Relies on node:net reading the peer by `_handle.getpeername()` and keeping it in `_peername`, and on TLS sockets
 * calling that method of the handle below: `remoteAddress` of each socket would have to be replaced otherwise.
 */
export function replacePeer(socket: Socket, peer: Peer): void {
  const inside = socket as unknown as SocketInside;
  if (inside._handle === null || inside._handle === undefined) return;
  inside._handle.getpeername = (found) => {
    Object.assign(found, peer);
    return 0;
  };
  inside._peername = undefined;
}
