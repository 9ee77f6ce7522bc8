import type { Socket } from 'node:net';
import { answerStatus } from './answer/answer.ts';
import { forgetBody } from './answer/forget-body.ts';
import type { Exchange } from './exchange.ts';
import { discardInput, replaceClosing } from './private-surfaces.ts';

/** How long a connection is read after its last answer, so that the peer can read that answer. */
const LINGER_MS = 1_000;

/** The answer to a request that is not served. */
export interface Rejection {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Value of Retry-After, in seconds. */
  readonly retryAfterSeconds?: number;
}

/**
 * Answers a request that is not served and closes its connection: the rest of the body must not be read
 * as a request. May be called at any time before the end of the answer; an answer that has begun is cut.
 */
export function refuse({ request, response }: Exchange, rejection: Rejection): void {
  const { status, headers = {}, retryAfterSeconds } = rejection;
  if (response.headersSent) {
    response.destroy(); // a cut answer must not look complete
    return;
  }
  discardInput(request.socket);
  replaceClosing(request.socket, linger);
  forgetBody(response, status);
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (retryAfterSeconds !== undefined) response.setHeader('Retry-After', retryAfterSeconds);
  response.setHeader('Connection', 'close');
  answerStatus(request, response, status);
}

/** Closes the connection after an answer, and discards further requests. */
export function closeAfter({ request: { socket }, response }: Exchange): void {
  discardInput(socket);
  if (response.headersSent) response.once('finish', linger.bind(socket));
  else {
    response.shouldKeepAlive = false; // node:http then says Connection: close, and closes
    replaceClosing(socket, linger);
  }
}

/**
 * Closes a connection that no request is in progress on.
 *
 * @param onInput Called once if the client sends something before it learns of the end.
 */
export function closeIdle(socket: Socket, onInput: () => void): void {
  discardInput(socket);
  socket.once('data', onInput);
  linger.call(socket);
}

/** Sends bytes as the last answer of a connection on which there is no request to answer. */
export function refuseConnection(socket: Socket, answer: string): void {
  socket.write(answer);
  closeConnection(socket);
}

/** Closes a connection without a further answer, so that the client can read those that it got. */
export function closeConnection(socket: Socket): void {
  discardInput(socket);
  linger.call(socket);
}

/**
 * Closes in two steps: RFC 9112, 9.6. A socket closed with unread bytes is reset, and a reset makes the
 * peer's kernel drop the part of the answer that the client has not read yet.
 */
function linger(this: Socket): void {
  this.end();
  const deadline = setTimeout(() => this.destroy(), LINGER_MS);
  this.once('end', () => this.destroy());
  this.once('close', () => {
    clearTimeout(deadline);
  });
}
