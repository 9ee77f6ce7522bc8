import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { closeConnection } from '../refuse.ts';
import { closeAnswer } from '../upgrade-surfaces.ts';

export interface ListenForUpgradesOptions {
  /** The listener for requests. */
  readonly listener: RequestListener;
  /** Creates answers with the prototype of the application. */
  readonly ServerResponse: typeof ServerResponse;
}

/**
 * Passes requests that may leave HTTP to the listener of all others, so that the same checks, limits, routes
 * and observers hold for them. Without a route that takes the connection, it is closed after the answer: the
 * parser of node:http has left it.
 */
export function listenForUpgrades(
  server: Server,
  { listener, ServerResponse: Answer }: ListenForUpgradesOptions,
): void {
  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- a request without a body comes with its socket
    const socket = stream as Socket;
    socket.on('error', () => socket.destroy()); // node:http has left the socket to this listener
    socket.setTimeout(0);
    request.upgradeHead = head;
    const response = new Answer(request);
    response.shouldKeepAlive = false;
    response.assignSocket(socket);
    response.on('finish', () => {
      response.detachSocket(socket);
      closeAnswer(response);
      closeConnection(socket);
    });
    listener(request, response);
  });
}
