import type { Socket } from 'node:net';
import { answerStatus } from './answer/answer.ts';
import type { Exchange } from './exchange.ts';
import { discardInput, replaceClosing } from './private-surfaces.ts';

/** How long a connection is read after its last answer, so that the peer gets to read that answer. */
const LINGER_MS = 1_000;

export interface Rejection {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Seconds after which the client may ask again. */
  readonly retryAfterSeconds?: number;
}

/**
 * Answers a request that is not served, and closes its connection: what is left of the body is not
 * read as a request. Works at any time before the end of the answer; one that has begun is cut.
 */
export function refuse({ request, response }: Exchange, refusal: Rejection): void {
  const { status, headers = {}, retryAfterSeconds } = refusal;
  if (response.headersSent) {
    response.destroy(); // a cut answer must not look like a whole one
    return;
  }
  discardInput(request.socket);
  replaceClosing(request.socket, linger);
  for (const name of response.getHeaderNames()) response.removeHeader(name);
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (retryAfterSeconds !== undefined) response.setHeader('Retry-After', retryAfterSeconds);
  response.setHeader('Connection', 'close');
  answerStatus(request, response, status);
}

/** Lets an answer be the last of its connection. */
export function closeAfter({ request: { socket }, response }: Exchange): void {
  discardInput(socket);
  if (response.headersSent) response.once('finish', linger.bind(socket));
  else {
    response.shouldKeepAlive = false; // node:http then says Connection: close, and closes
    replaceClosing(socket, linger);
  }
}

/** Sends bytes as the last answer of a connection that has no request to answer. */
export function refuseConnection(socket: Socket, answer: string): void {
  discardInput(socket);
  socket.write(answer);
  linger.call(socket);
}

/**
 * Closes in two steps: RFC 9112, 9.6. A socket closed with bytes unread is reset, and a reset makes
 * the peer's kernel drop the answer that its program has not read yet.
 */
function linger(this: Socket): void {
  this.end();
  const deadline = setTimeout(() => this.destroy(), LINGER_MS);
  this.once('end', () => this.destroy());
  this.once('close', () => {
    clearTimeout(deadline);
  });
}
