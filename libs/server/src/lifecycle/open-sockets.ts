import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Keeps the open sockets of a server. Its own lists do not hold those that were upgraded, nor those
 * still at their TLS handshake.
 */
export function trackSockets(server: Server): ReadonlySet<Socket> {
  const sockets = new Set<Socket>();
  function forget(this: Socket): void {
    sockets.delete(this);
  }
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', forget);
  });
  return sockets;
}
