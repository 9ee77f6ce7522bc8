/**
 * Every use of private surfaces of Node for HTTP/2, as private-surfaces.ts has the others.
 * A spec of the same name checks every one of them. Checked on Node 26.12.1.
 *
 * The requests and answers of HTTP/2 are those of node:http, whose socket is the stream. With the objects of
 * node:http2 an application of Express fails: it sets their prototype to its own, and so does each
 * application that is mounted in it.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ServerHttp2Stream } from 'node:http2';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

/** A connection that speaks HTTP/2. */
export interface MultiplexedConnection {
  /** Applies the limits of such connections. */
  readonly check: (nowMs: number) => void;
  /** Ends it with GOAWAY, which says which requests were accepted, once the open ones are answered. */
  readonly close: () => void;
}

declare module 'net' {
  interface Socket {
    /** Present on a connection that speaks HTTP/2. */
    multiplexed?: MultiplexedConnection;
  }
}

/** What the socket of a request tells of its connection. */
const OF_CONNECTION = [
  'remoteAddress',
  'remoteFamily',
  'remotePort',
  'localAddress',
  'localFamily',
  'localPort',
  'encrypted',
  'authorized',
  'authorizationError',
  'alpnProtocol',
  'servername',
  'address',
  'getCertificate',
  'getCipher',
  'getPeerCertificate',
  'getPeerX509Certificate',
  'getProtocol',
  'isSessionReused',
  'unansweredCount',
  'requestCount',
  'openedMs',
  'idleSinceMs',
] as const;

/** What makes a stream a socket for node:http. */
interface StreamSocket extends ServerHttp2Stream {
  connection: Socket;
  /** Length of what was written so far. */
  bytesWritten: number;
  /** Set if the stream ends before its answer: node:http then emits no `finish`. */
  _hadError: boolean;
}

/**
 * Makes a stream the socket of one request: what it tells of its peer is that of the connection, and
 * `destroy()` resets the stream alone, with an error.
 *
 * Adds properties to the prototype of all streams of node:http2, which has no public constructor, and sets
 * `writable` of one for a HEAD: node:http2 ends its writable side before anything is answered.
 */
export function asSocket(stream: ServerHttp2Stream, connection: Socket, isHead: boolean): Socket {
  const prototype = Object.getPrototypeOf(stream) as object;
  if (!('unansweredCount' in prototype)) Object.defineProperties(prototype, forwarded());
  Object.assign(stream, { connection, bytesWritten: 0, _hadError: false, destroy: cut });
  if (isHead)
    Object.defineProperty(stream, 'writable', { value: true, writable: true, configurable: true });
  return stream as unknown as Socket;
}

function forwarded(): PropertyDescriptorMap {
  const rows = OF_CONNECTION.map((name): [string, PropertyDescriptor] => [
    name,
    {
      configurable: true,
      get(this: StreamSocket): unknown {
        const value = Reflect.get(this.connection, name) as unknown;
        return typeof value === 'function' ? (value.bind(this.connection) as unknown) : value;
      },
      set(this: StreamSocket, value: unknown) {
        Reflect.set(this.connection, name, value);
      },
    },
  ]);
  return Object.fromEntries(rows);
}

/** Not `close()` with an error code: it ends the stream first, by which the answer looks complete. */
function cut(this: StreamSocket, given?: Error): StreamSocket {
  if (!this.writableFinished) this._hadError = true;
  const error = given ?? (this.closed ? undefined : new Error('The answer was cut'));
  // eslint-disable-next-line @typescript-eslint/unbound-method -- applied to this stream
  return Reflect.apply(Duplex.prototype.destroy, this, [error]) as StreamSocket;
}

/** What a request of node:http is filled with, as its parser does. */
export interface RequestFields {
  readonly method: string;
  readonly url: string;
  /** Names and values alternately. */
  readonly rawHeaders: string[];
}

/**
 * Fills a request of node:http with a head.
 *
 * Calls `_addHeaderLines()`, by which `headers` are joined as under HTTP/1.1.
 */
export function fillRequest(request: IncomingMessage, fields: RequestFields): void {
  const { method, url, rawHeaders } = fields;
  Object.assign(request, { method, url, httpVersion: '2.0' });
  request.httpVersionMajor = 2;
  request.httpVersionMinor = 0;
  addLines(request, rawHeaders);
}

/** Ends a request of node:http; its trailers have to be known by then. */
export function completeRequest(request: IncomingMessage, rawTrailers: string[]): void {
  request.complete = true;
  addLines(request, rawTrailers);
  request.push(null);
}

function addLines(request: IncomingMessage, lines: string[]): void {
  const message = request as IncomingMessage & {
    _addHeaderLines(lines: string[], count: number): void;
  };
  message._addHeaderLines(lines, lines.length);
}

/** A stream that is the socket of an answer. */
export type AnswerStream = ServerHttp2Stream & Pick<StreamSocket, 'bytesWritten'>;

/** Is called when something is written, or with why it could not be. */
type Written = ((error?: Error | null) => void) | null;

/** The arguments of what writes a piece of an answer. */
type PieceGiven = [data: string | Uint8Array, encoding?: BufferEncoding | null, written?: Written];

/** A piece of an answer that is not empty. */
export interface Piece {
  readonly data: string | Uint8Array;
  readonly encoding: BufferEncoding;
  readonly written: ((error?: Error | null) => void) | undefined;
}

/** The head of an answer, as node:http renders it. */
export interface RenderedHead {
  readonly text: string;
  /** Whether the answer has no body. */
  readonly isEnd: boolean;
  /** Returns the lines that follow the body, as text. */
  readonly trailers: () => string;
}

/** What takes the place of the text that an answer of node:http writes to its socket. */
export interface AnswerSink {
  /** Sends the head, and returns it as it was sent. */
  readonly sendHead: (stream: AnswerStream, head: RenderedHead) => string;
  /** Sends a piece of the body; returns false if no more should follow before `drain`. */
  readonly sendPiece: (stream: AnswerStream, piece: Piece) => boolean;
  /** Sends an informational answer, given as text. */
  readonly sendInformation: (stream: AnswerStream, text: string) => void;
}

/** An answer of node:http, as it passes on what it renders. */
interface RenderedAnswer extends ServerResponse {
  _header: string | null;
  _headerSent: boolean;
  _trailer: string;
  _flush(): void;
}

/**
 * Makes an answer of node:http pass to a sink what it writes to the stream that is its socket.
 *
 * Replaces `_send()` and `_writeRaw()`, by which all of its methods write, and sets `chunkedEncoding` after
 * each head: a handler may ask for chunks, which HTTP/2 does not have. `_flush()` emits `drain`.
 */
export function passAnswer(given: ServerResponse, sink: AnswerSink): void {
  const response = given as RenderedAnswer;
  function sendHeadOnce(stream: AnswerStream, isEnd: boolean): void {
    if (response._headerSent) return;
    response._headerSent = true;
    const text = response._header ?? '';
    response._header = sink.sendHead(stream, { text, isEnd, trailers: () => response._trailer });
  }
  function sendNothing(written: Written): void {
    const stream = openStreamOf(response);
    if (stream === undefined) return;
    if (!response.writableEnded) sendHeadOnce(stream, false);
    if (!response.writableEnded || stream.writableLength === 0) written?.();
    else if (written !== null) stream.once('finish', written);
  }
  response.useChunkedEncodingByDefault = true; // otherwise node:http rejects the field Trailer
  Object.assign(response, {
    writeHead: writeUnchunked,
    _send: (...[data, encoding, written = null]: PieceGiven) => {
      const stream = openStreamOf(response);
      if (stream === undefined) return false;
      if (data.length > 0) {
        sendHeadOnce(stream, false);
        const piece = { data, encoding: encoding ?? 'utf8', written: written ?? undefined };
        return sink.sendPiece(stream, piece);
      }
      // Without a callback the head has to go now; with one, it may be the whole answer.
      if (written === null) sendHeadOnce(stream, false);
      else process.nextTick(sendNothing, written);
      return true;
    },
    _writeRaw: (...[text, , written = null]: [string, unknown?, Written?]) => {
      const stream = openStreamOf(response);
      if (stream !== undefined) sink.sendInformation(stream, text);
      if (written !== null) process.nextTick(written);
      return stream !== undefined;
    },
  });
  response.on('prefinish', () => {
    const stream = openStreamOf(response);
    if (stream === undefined) return;
    sendHeadOnce(stream, true);
    if (!stream.writableEnded) stream.end();
  });
  response.socket?.on('drain', () => {
    if (!response.writableEnded) response._flush();
  });
}

/** Returns the stream of an answer; undefined once it is closed, which its event `close` tells later. */
function openStreamOf(response: ServerResponse): AnswerStream | undefined {
  const stream = response.socket as unknown as AnswerStream | null;
  return stream === null || stream.destroyed || stream.closed ? undefined : stream;
}

function writeUnchunked(this: ServerResponse, ...given: readonly unknown[]): ServerResponse {
  const { writeHead } = Object.getPrototypeOf(this) as { readonly writeHead: () => unknown };
  Reflect.apply(writeHead, this, given);
  this.chunkedEncoding = false;
  return this;
}

/**
 * Makes a stream write its pieces one after the other, so that `writableLength` shows which the peer has taken.
 *
 * Removes `_writev()`, by which a Writable passes on all pieces that wait at once.
 */
export function writeOneByOne(stream: ServerHttp2Stream): void {
  Reflect.set(stream, '_writev', null);
}
