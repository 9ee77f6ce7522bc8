/**
 * What upgraded connections and streams add to the types of Node and Express, and every use of private surfaces
 * of Node for them, as private-surfaces.ts has the others. A spec of the same name checks every one of them.
 * Checked on Node 26.12.1.
 */
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** A connection that no longer speaks HTTP. */
export interface UpgradedConnection {
  /** Applies the limits of upgraded connections. */
  readonly check: (nowMs: number) => void;
}

/** A connection that a route has taken from HTTP, to speak another protocol. */
export interface TakenUpgrade {
  /** Nothing is written to it so far: the answer with 101 is the first. */
  readonly socket: Socket;
  /** What arrived after the head of the request. */
  readonly head: Buffer;
  /** Notes for the log with which code the protocol was closed, such as that of a WebSocket: RFC 6455, 7.4. */
  readonly noteClose: (code: number) => void;
}

declare module 'http' {
  interface IncomingMessage {
    /** What arrived after the head of a request whose connection may be taken; absent from every other. */
    upgradeHead?: Buffer;
  }
}

declare module 'net' {
  interface Socket {
    /** Present once the connection no longer speaks HTTP. */
    upgraded?: UpgradedConnection;
  }
}

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- where Express looks for additions to its types
  namespace Express {
    interface Request {
      /**
       * Takes the connection, to answer with 101 and speak the protocol that the client asks for. The program
       * has to name that protocol in `upgrades`. The client gets 426 if it asks for none, and 503 at
       * MAX_UPGRADES and during a shutdown.
       *
       * @throws after which the request is answered; the handler has nothing to do.
       */
      takeUpgrade: () => TakenUpgrade;
      /**
       * Says that the answer lasts, as a stream of events does, before or after its head is written. It may take
       * any time to begin or go on, but its connection has to take a byte in each STREAM_IDLE_TIMEOUT_MS, so send
       * comments; it does not count in MAX_REQUESTS_IN_FLIGHT. The client gets 503 at MAX_STREAMS.
       *
       * @throws after which the request is answered; the handler has nothing to do.
       */
      declareStream: () => void;
    }
  }
}

/**
 * Ends an answer in the eyes of node:http: emits `close`, once.
 *
 * Sets `_closed`, as node:http does before it emits: nothing else does so for an answer that it did not create.
 */
export function closeAnswer(response: ServerResponse): void {
  const state = response as ServerResponse & { _closed?: boolean };
  if (state._closed === true) return;
  state._closed = true;
  response.destroyed = true;
  response.emit('close');
}

/**
 * Ends an answer whose head something else has written to the socket.
 *
 * Sets `_header` and `finished`, from which node:http computes `headersSent` and `writableEnded`, and defines
 * `writableFinished`: libraries for WebSockets write to the socket, and whatever looks at the answer afterwards
 * has to know what was sent.
 */
export function endWithHead(response: ServerResponse, status: number, head: string): void {
  if (response.socket !== null) response.detachSocket(response.socket);
  Object.assign(response, { statusCode: status, _header: head, finished: true });
  Object.defineProperty(response, 'writableFinished', { value: true });
  closeAnswer(response);
}

/** Changes the first bytes that are written to a socket, or returns them as they are. */
export type ChangeFirst = (text: string) => string;

/**
 * Calls back with the first bytes that anything writes to a socket, just before they are written.
 *
 * Relies on libraries calling `write()` or `end()` of the socket with the whole head of their answer, as ws
 * does: there is no event for it.
 */
export function onFirstWrite(socket: Socket, change: ChangeFirst): void {
  const watched = (method: 'write' | 'end') =>
    function (this: Socket, ...given: unknown[]): unknown {
      Reflect.deleteProperty(socket, 'write');
      Reflect.deleteProperty(socket, 'end');
      const [chunk, ...rest] = given;
      const isHead = typeof chunk === 'string' || Buffer.isBuffer(chunk);
      const changed = isHead ? Buffer.from(change(chunk.toString('latin1')), 'latin1') : chunk;
      const write = Reflect.get(socket, method) as (...bytes: unknown[]) => unknown;
      return Reflect.apply(write, socket, isHead ? [changed, ...rest] : given);
    };
  Object.assign(socket, { write: watched('write'), end: watched('end') });
}
