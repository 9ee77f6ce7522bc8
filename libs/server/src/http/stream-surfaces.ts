/**
 * Every use of private surfaces of Node for the streams and requests of HTTP/2, as private-surfaces.ts has the
 * others; answer-surfaces.ts has those for answers. A spec of the same name checks every one of them.
 * Checked on Node 26.12.1.
 *
 * The requests and answers of HTTP/2 are those of node:http, whose socket is the stream. With the objects of
 * node:http2 an application of Express fails: it sets their prototype to its own, and so does each
 * application that is mounted in it.
 */
import type { IncomingMessage } from 'node:http';
import type { ServerHttp2Stream } from 'node:http2';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
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
  'remoteFamily',
  'remotePort',
  'localAddress',
  'localFamily',
  'localPort',
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
  'openedMs',
] as const;

/** What makes a stream a socket for node:http. */
interface StreamSocket extends ServerHttp2Stream {
  connection: Socket;
  /** Length of what was written so far. */
  bytesWritten: number;
  /** Set if the stream ends before its answer: node:http then emits no `finish`. */
  _hadError: boolean;
  /** Whether `drain` is passed on to the answer. */
  isDrainPassed: boolean;
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
  const socket = stream as StreamSocket;
  socket.connection = connection;
  socket.bytesWritten = 0;
  socket._hadError = false;
  socket.isDrainPassed = false;
  socket.destroy = cut;
  if (isHead)
    Object.defineProperty(stream, 'writable', { value: true, writable: true, configurable: true });
  return stream as unknown as Socket;
}

/** What every request reads or changes: V8 makes a direct access of each of these, and not of the others. */
const OF_EVERY_REQUEST = {
  get unansweredCount(): number {
    return connectionOf(this).unansweredCount;
  },
  set unansweredCount(count: number) {
    connectionOf(this).unansweredCount = count;
  },
  get requestCount(): number {
    return connectionOf(this).requestCount;
  },
  set requestCount(count: number) {
    connectionOf(this).requestCount = count;
  },
  get idleSinceMs(): number {
    return connectionOf(this).idleSinceMs;
  },
  set idleSinceMs(nowMs: number) {
    connectionOf(this).idleSinceMs = nowMs;
  },
  get remoteAddress(): string | undefined {
    return connectionOf(this).remoteAddress;
  },
  get encrypted(): boolean {
    return (connectionOf(this) as Partial<TLSSocket>).encrypted === true;
  },
};

/** @param socket A stream, whose prototype has the accessors above. */
function connectionOf(socket: unknown): Socket {
  return (socket as StreamSocket).connection;
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
  return { ...Object.fromEntries(rows), ...Object.getOwnPropertyDescriptors(OF_EVERY_REQUEST) };
}

/** Not `close()` with an error code: it ends the stream first, by which the answer looks complete. */
function cut(this: StreamSocket, given?: Error): StreamSocket {
  if (!isSent(this)) this._hadError = true;
  const error = given ?? (this.closed ? undefined : new Error('The answer was cut'));
  // eslint-disable-next-line @typescript-eslint/unbound-method -- applied to this stream
  return Reflect.apply(Duplex.prototype.destroy, this, [error]) as StreamSocket;
}

/**
 * Whether an answer has ended: node:http2 destroys a stream at the end of both sides, in the middle of the
 * write that ends the answer and before it says that this is finished.
 */
function isSent(stream: StreamSocket): boolean {
  return stream.writableFinished || (stream.closed && stream.state.localClose === 1);
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
  request.method = method;
  request.url = url;
  request.httpVersion = '2.0';
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
export type AnswerStream = ServerHttp2Stream & Pick<StreamSocket, 'bytesWritten' | 'isDrainPassed'>;

/**
 * Makes a stream write its pieces one after the other, so that `writableLength` shows which the peer has taken.
 *
 * Removes `_writev()`, by which a Writable passes on all pieces that wait at once.
 */
export function writeOneByOne(stream: ServerHttp2Stream): void {
  Reflect.set(stream, '_writev', null);
}
