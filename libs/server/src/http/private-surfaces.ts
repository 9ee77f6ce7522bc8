/**
 * Everything that this library adds to the types of Node and Express, and every use of private surfaces of
 * Node; those of Express are in express-surfaces.ts. An update can break what is below without a type error:
 * each item says what it relies on and why there is no public way. private-surfaces.spec.ts checks every one
 * of them, and batch-writes.spec.ts and held-answers.spec.ts those of the batch of writes.
 * Checked on Node 26.12.1, Express 5.3.0 and router 2.3.0.
 */
import { IncomingMessage, ServerResponse, type Server } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';
import type { Express, Request } from 'express';
import type { Log } from '../telemetry/log/log.ts';
import type { Exchange } from './exchange.ts';

// The modules are 'http' and 'net', as in pino-http and other packages: TypeScript merges additions to
// 'node:http' with theirs only if it reads ours first, and an app decides on the order of its imports.

declare module 'http' {
  interface ServerResponse {
    /** Set by the listener before anything else sees the response. */
    exchange: Exchange;
  }
  interface IncomingMessage {
    /** Bytes of the body received so far, without the framing of chunks; 0 or absent if no body was announced. */
    bodyBytes?: number;
  }
}

declare module 'net' {
  interface Socket {
    /** Set once the last answer of the connection is decided: further input is discarded. */
    isRefused?: true;
    /** Whether a complete answer waits for others of this turn of the event loop; absent before the first request. */
    isHeld?: boolean;
    /** The answer to the latest request; absent once both are complete. */
    lastResponse?: ServerResponse | undefined;
    /** Requests received and not yet answered. */
    unansweredCount: number;
    /** Requests received so far. */
    requestCount: number;
    /** Monotonic clock at the connection's start. */
    openedMs: number;
    /** Monotonic clock at the connection's start, then at the end of its latest exchange. */
    idleSinceMs: number;
  }
}

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- where Express looks for additions to its types
  namespace Express {
    interface Request {
      /** Identifier of the request, as in its log lines and the `X-Request-Id` of its answer. */
      readonly id: string;
      /** Logger whose lines carry `requestId`. */
      readonly log: Log;
      /**
       * Aborts when the server begins to shut down: an answer without an end, such as a stream of events, has
       * to end then, or it is cut at DRAIN_TIMEOUT_MS. Aborted from the start for a request that arrives later.
       */
      readonly draining: AbortSignal;
    }
  }
}

/**
 * Returns the head of an answer as it was sent, undefined before that.
 *
 * Reads `OutgoingMessage._header`: `getHeader()` does not know the fields passed to `writeHead()` as a list.
 */
export function sentHeadOf(response: ServerResponse): string | undefined {
  const { _header: head } = response as ServerResponse & { readonly _header?: string | null };
  return head ?? undefined;
}

/**
 * Returns the bytes of the current write that the kernel has not yet accepted.
 *
 * Reads `Socket._handle.writeQueueSize`, as node:net does for its own timeout: `bytesWritten` counts a
 * large write in full as soon as it begins.
 */
export function kernelBacklogOf(socket: Socket): number {
  const { _handle: handle } = socket as Socket & {
    readonly _handle?: { readonly writeQueueSize?: number } | null;
  };
  return handle?.writeQueueSize ?? 0;
}

/**
 * Makes a socket know its peer for as long as it exists: by default it forgets the address when it closes,
 * and the log of a client that left could not name it.
 *
 * Relies on node:net keeping what `remoteAddress` returned once.
 */
export function rememberPeer(socket: Socket): void {
  Reflect.get(socket, 'remoteAddress');
}

/**
 * Returns the socket whose bytes a TLS socket encrypts; undefined for another socket.
 *
 * Reads `TLSSocket._parent`: a client that speaks no TLS can read only what is not encrypted.
 */
export function socketBelow(socket: Socket): Socket | undefined {
  const { _parent: below } = socket as Socket & { readonly _parent?: Socket | null };
  return below ?? undefined;
}

/**
 * Creates the constructors that make node:http create requests and responses with Express's prototypes.
 *
 * Express replaces the prototype of both objects when they arrive, which makes V8 use slow property
 * access for the rest of the request; created with it, they are left unchanged. Relies on the base
 * constructors accepting any `new.target`: a class cannot have a prototype that exists already.
 */
export function createPrototypes({ request, response }: Pick<Express, 'request' | 'response'>): {
  readonly IncomingMessage: typeof IncomingMessage;
  readonly ServerResponse: typeof ServerResponse;
} {
  function ServerRequest(...given: unknown[]): object {
    return Reflect.construct(IncomingMessage, given, ServerRequest) as object;
  }
  ServerRequest.prototype = request;
  function ServerAnswer(...given: unknown[]): object {
    return Reflect.construct(ServerResponse, given, ServerAnswer) as object;
  }
  ServerAnswer.prototype = response;
  return {
    IncomingMessage: ServerRequest as unknown as typeof IncomingMessage,
    ServerResponse: ServerAnswer as unknown as typeof ServerResponse,
  };
}

/**
 * Replaces what writes the head of every answer of an application.
 *
 * Relies on node:http calling `this.writeHead()` also for a head that no handler wrote, from
 * `_implicitHeader()`: there is no event before a head is sent.
 */
export function replaceWriteHead(
  { response }: Pick<Express, 'response'>,
  writeHead: (this: ServerResponse, ...given: [number, unknown?, unknown?]) => ServerResponse,
): void {
  response.writeHead = writeHead as typeof response.writeHead;
}

/** Writes the head of an answer of which most lines are rendered and valid; node:http evaluates the other fields. */
export type WriteHeadOfLines = (
  response: ServerResponse,
  status: number,
  head: { readonly lines: string; readonly evaluated: readonly string[] },
) => void;

/**
 * Creates the function that writes rendered lines of a head for the answers of an application.
 *
 * Relies on `writeHead()` passing the status line to `_storeHeader()`, which only appends to it: the public
 * way validates, splits and joins the same fields for each answer.
 */
export function createHeadWriter({ response }: Pick<Express, 'response'>): WriteHeadOfLines {
  interface HeadStore {
    _storeHeader(statusLine: string, fields: unknown): void;
  }
  const base = ServerResponse.prototype as unknown as HeadStore;
  let prepared = '';
  function store(this: HeadStore, statusLine: string, fields: unknown): void {
    base._storeHeader.call(this, statusLine + prepared, fields);
  }
  (response as unknown as HeadStore)._storeHeader = store;
  return (answer, status, { lines, evaluated }) => {
    prepared = lines;
    try {
      ServerResponse.prototype.writeHead.call(answer, status, evaluated as never);
    } finally {
      prepared = '';
    }
  };
}

/** Receives the body of a request: each piece as it arrives, then null. Returns false to pause the parser. */
export type PushBody = (this: Request, piece: Buffer | null) => boolean;

/**
 * Replaces what receives the body of one request; `IncomingMessage.prototype.push` passes a piece on.
 *
 * Relies on the parser of node:http calling `push()` of the request: a listener for `data` would start
 * reading, and a stream in between would not be the request that the application gets.
 */
export function replacePush(request: Request, push: PushBody): void {
  request.push = push;
}

/**
 * Takes a socket from the parser of node:http and discards further input. The listener still gets the
 * requests that the parser has already found.
 *
 * Relies on the parser reading by `data` listeners only, once another one is added: the public way,
 * `destroy()`, resets a connection with unread bytes, and the peer loses the answer.
 */
export function discardInput(socket: Socket): void {
  socket.isRefused = true;
  socket.removeAllListeners('data');
  socket.on('data', () => undefined).resume();
}

/**
 * Replaces how node:http closes a connection after an answer with `Connection: close`.
 *
 * Relies on it calling `socket.destroySoon()`: its own closes the socket while the peer still sends.
 */
export function replaceClosing(socket: Socket, close: (this: Socket) => void): void {
  socket.destroySoon = close;
}

/**
 * Replaces what node:http calls on a socket that is corked once, when an answer is complete or part of one
 * is to be written; `Writable.prototype.uncork` writes.
 *
 * Relies on `end()` of a response setting the number of corks to one before it calls `socket.uncork()`: an
 * answer cannot be held back otherwise without telling its handler that it has not ended.
 */
export function replaceUncork(socket: Socket, uncork: (this: Socket) => void): void {
  socket.uncork = uncork;
}

/**
 * Replaces what closes a socket at once and drops what is not yet written.
 *
 * Relies on node:http and the streams calling `socket.destroy()`: `_destroy()` comes too late for a write.
 */
export function replaceDestroy(
  socket: Socket,
  destroy: (this: Socket, ...given: readonly unknown[]) => Socket,
): void {
  socket.destroy = destroy;
}

/**
 * Closes the listening socket and nothing else; calls back once the last connection is closed.
 *
 * Calls the `close()` of node:net: that of node:http also closes idle connections and stops enforcing
 * the timeouts.
 */
export function stopListening(server: NetServer, onClosed: () => void): void {
  NetServer.prototype.close.call(server, onClosed);
}

/**
 * Prepares a server that has no listening socket for connections that another thread hands to it.
 *
 * Relies on node:http starting its list of connections and the checks of its timeouts at `listening`: it has
 * no call for that.
 */
export function startWithoutSocket(server: NetServer): void {
  server.emit('listening');
}

/**
 * Gives a server a connection that another thread has accepted, paused, and handed to this one.
 *
 * Relies on the servers of node:http and node:https taking any socket by their event `connection`, as the
 * documentation of `emit('connection')` says, and on `allowHalfOpen`, which a transfer between threads loses.
 */
export function takeConnection(server: NetServer, socket: Socket): void {
  socket.allowHalfOpen = true;
  server.emit('connection', socket);
  socket.resume();
}

/**
 * Lets at most one further connection wait in the listening socket. The kernel ignores the others, whose
 * clients try again after a second: listen(2).
 *
 * Calls `Server._handle.listen()`, as node:net does: its own `listen()` rejects a second call.
 */
export function holdBackConnections(server: NetServer): void {
  const { _handle: handle } = server as NetServer & {
    readonly _handle?: { listen(backlog: number): number } | null;
  };
  handle?.listen(0);
}

/**
 * Returns the connections that no request is in progress on; a head of which a part has arrived counts as
 * one, and so does an answer that the client has not read so far.
 *
 * Relies on `closeIdleConnections()` calling `destroy()` of each: node:http alone knows what its parser
 * has read, and whether it has given the connection away.
 */
export function idleConnectionsOf(server: Server, connections: Iterable<Socket>): Socket[] {
  const idle: Socket[] = [];
  const all = [...connections];
  const before = all.map((socket) => Reflect.get(socket, 'destroy') as unknown);
  for (const socket of all)
    socket.destroy = () => {
      idle.push(socket);
      return socket;
    };
  server.closeIdleConnections();
  for (const [index, socket] of all.entries()) Reflect.set(socket, 'destroy', before[index]);
  return idle.filter(({ writableLength }) => writableLength === 0); // node:http asks only whether end() was called
}
