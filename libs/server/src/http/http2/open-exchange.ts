import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ServerHttp2Stream } from 'node:http2';
import type { Socket } from 'node:net';
import { createPassing } from '../answer-surfaces.ts';
import { closeAnswer } from '../upgrade-surfaces.ts';
import { asSocket, completeRequest, fillRequest, type RequestFields } from '../stream-surfaces.ts';
import { toStream } from './send-to-stream.ts';

const passToStream = createPassing(toStream);

/** The constructors of requests and answers that have the prototypes of the application. */
export interface ExchangeClasses {
  readonly IncomingMessage: typeof IncomingMessage;
  readonly ServerResponse: typeof ServerResponse;
}

/** A request and its answer, as node:http has them. */
export interface OpenedExchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** Creates request and answer of node:http for a stream, with the stream in the place of their socket. */
export function openExchange(
  stream: ServerHttp2Stream,
  { connection, head }: { readonly connection: Socket; readonly head: RequestFields },
  classes: ExchangeClasses,
): OpenedExchange {
  const socket = asSocket(stream, connection, head.method === 'HEAD');
  stream.on('error', () => undefined); // its end tells of it
  const request = new classes.IncomingMessage(socket);
  fillRequest(request, head);
  const response = new classes.ServerResponse(request);
  response.removeHeader('Connection'); // otherwise node:http renders one
  response.assignSocket(socket);
  passToStream(response);
  response.on('finish', leaveStream);
  if (stream.endAfterHeaders) completeRequest(request, []);
  else receiveBody(stream, request);
  return { request, response };
}

/** As node:http reports a client that left before the end of its request. */
class Left extends Error {
  override readonly message = 'aborted';
  readonly code = 'ECONNRESET';
}

/** Passes the body to the request, and stops reading the stream while nobody reads that. */
function receiveBody(stream: ServerHttp2Stream, request: IncomingMessage): void {
  stream.on('close', () => {
    if (!request.complete) request.destroy(new Left());
  });
  let trailers: string[] = [];
  stream.on('trailers', (_fields, _flags, raw: string[]) => (trailers = raw));
  stream.on('data', (piece: Buffer) => {
    if (!request.push(piece)) stream.pause();
  });
  stream.on('end', () => {
    const { isRefused } = request.socket; // then the rest of the body is missing
    if (!stream.aborted && isRefused !== true) completeRequest(request, trailers);
  });
}

/** The answer is sent. What is left of the request is not wanted: RFC 9113, section 8.1. */
function leaveStream(this: ServerResponse): void {
  const stream = this.socket as unknown as ServerHttp2Stream;
  this.detachSocket(this.socket as Socket);
  process.nextTick(closeAnswer, this);
  if (this.req.complete) discardRest(this.req);
  else leaveBody(stream, this.req);
}

/** Lets a request end whose application did not read it; `read(0)` ends an empty one with less work. */
function discardRest(request: IncomingMessage): void {
  if (request.readableFlowing === null && request.readableLength === 0) request.read(0);
  else request.resume();
}

/** Closes a stream whose body has not come, or has come and not been passed on to the request. */
function leaveBody(stream: ServerHttp2Stream, request: IncomingMessage): void {
  const hasCome = stream.closed ? stream.rstCode === 0 : stream.state.remoteClose === 1;
  if (!hasCome) request.socket.isRefused = true;
  else if (request.readableFlowing === null) request.resume();
  if (!hasCome) stream.close();
}
