import type { IncomingMessage } from 'node:http';
import { closeAfter, refuseConnection } from './refuse.ts';
import { renderRefusal } from './render-refusal.ts';
import type { NoteRefusal } from './refusals.ts';

/** What the listener needs. */
export interface ConnectOptions {
  readonly now: () => Date;
  readonly note: NoteRefusal;
}

/**
 * Creates the listener for `connect`, without which node:http closes the connection without an answer.
 * This server is no proxy: 405, with an Allow that names no method of that target (RFC 9110, 9.3.6 and 10.2.1).
 */
export function createConnectListener({ now, note }: ConnectOptions) {
  return ({ socket }: IncomingMessage): void => {
    socket.on('error', () => socket.destroy()); // node:http has left the socket to this listener
    const { lastResponse, remoteAddress: clientAddress } = socket;
    const isAnswered = lastResponse?.writableFinished !== false;
    note({ reason: 'connect', status: isAnswered ? 405 : undefined, clientAddress });
    if (isAnswered)
      refuseConnection(socket, renderRefusal({ status: 405, time: now(), headers: ['Allow: '] }));
    else closeAfter(lastResponse.exchange); // an answer before those to earlier requests would be taken for one of them
  };
}
