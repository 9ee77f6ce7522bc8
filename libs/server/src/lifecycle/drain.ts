import type { Server } from 'node:http';
import type { Server as NetServer, Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type {} from '../http/stream-surfaces.ts'; // adds multiplexed to the sockets of Node
import type { OpenSockets } from '../http/limits/open-sockets.ts';
import { holdBackConnections, idleConnectionsOf, stopListening } from '../http/private-surfaces.ts';
import { closeIdle } from '../http/refuse.ts';
import type { Acceptor } from './listen/listen.ts';
import { stopAccepting } from './listen/stop-accepting.ts';

/** How often idle connections are looked for. */
const SWEEP_INTERVAL_MS = 50;

/** What drain() closes. */
export interface DrainTarget {
  readonly server: Server;
  readonly sockets: OpenSockets;
  /** Called just before the open connections are cut at the deadline. */
  readonly onCut?: (() => void) | undefined;
}

export interface DrainPlan {
  /**
   * Milliseconds that a connection may be idle before it is closed. Its client may be sending a request;
   * the answer tells the client to reconnect.
   */
  readonly graceMs: number;
  /** Aborts when the open connections are to be cut. */
  readonly deadline: AbortSignal;
}

export interface Drained {
  /** Number of connections that were cut at the deadline. */
  readonly cutCount: number;
  /** Number of connections on which a request arrived after the server had closed its side. */
  readonly missedCount: number;
}

/**
 * Stops accepting, after the connections that wait in the listening sockets: the kernel resets them when a
 * socket is closed. Node accepts one per turn of the event loop. The last turn handles no request either, so
 * that hardly any time passes from its poll to the close; if a connection arrives nevertheless, it is one.
 *
 * @param limitMs Milliseconds after which the sockets are closed anyway: a busy server has no turn without a request.
 */
export async function acceptRest(
  server: NetServer,
  acceptors: readonly Acceptor[],
  limitMs: number,
): Promise<void> {
  for (const acceptor of acceptors) holdBackConnections(acceptor.server);
  let arrivals = 0;
  const count = (): void => void (arrivals += 1);
  server.on('connection', count).on('request', count);
  const limit = AbortSignal.timeout(limitMs);
  await nextTurn(); // may have no poll in it
  for (let before = -1; arrivals !== before && !limit.aborted;) {
    before = arrivals;
    await nextTurn();
  }
  stopAccepting(acceptors);
  server.off('connection', count).off('request', count);
}

/**
 * Lets requests in progress finish and closes each connection once it has been idle for the grace; accepts
 * no new one. Node still enforces its timeouts. Without the deadline, one slow peer would keep the process
 * alive.
 */
export async function drain(
  { server, sockets, onCut }: DrainTarget,
  { graceMs, deadline }: DrainPlan,
): Promise<Drained> {
  const drained = { cutCount: 0, missedCount: 0 };
  const closed = new Promise<void>((resolve) => {
    stopListening(server, () => {
      whenClosed(sockets, resolve);
    });
  });
  const closing = createIdleCloser({ server, sockets }, () => (drained.missedCount += 1));
  // After a poll, so that no connection counts as idle whose request has arrived and is unread.
  const sweep = setInterval(() => {
    setImmediate(closing.sweep, graceMs / SWEEP_INTERVAL_MS);
  }, SWEEP_INTERVAL_MS);
  const cut = (): void => {
    closing.sweep(0);
    onCut?.();
    drained.cutCount = sockets.all.size - closing.count();
    for (const socket of sockets.all) socket.destroy();
  };
  if (deadline.aborted) cut();
  else deadline.addEventListener('abort', cut, { once: true });
  await closed;
  clearInterval(sweep);
  deadline.removeEventListener('abort', cut);
  return drained;
}

/** Calls back once no socket is open: a server without a socket of its own knows nothing of its connections. */
function whenClosed({ all }: OpenSockets, onClosed: () => void): void {
  if (all.size === 0) {
    onClosed();
    return;
  }
  const [first] = all;
  first?.once('close', () => {
    whenClosed({ all, connections: all }, onClosed);
  });
}

/** Returns the connections of HTTP/2 that no request is in progress on; node:http does not know them. */
function idleSessionsOf(connections: Iterable<Socket>): Socket[] {
  return [...connections].filter(
    ({ multiplexed, unansweredCount }) => multiplexed !== undefined && unansweredCount === 0,
  );
}

/** Creates the rounds that close the connections which are idle for a number of rounds in a row. */
function createIdleCloser({ server, sockets }: DrainTarget, onMissed: () => void) {
  const closing = new Set<Socket>();
  let idleRounds = new Map<Socket, number>();
  function close(socket: Socket): void {
    closing.add(socket);
    socket.once('close', () => closing.delete(socket));
    // The client learns by GOAWAY which requests were not accepted, and may send those again.
    if (socket.multiplexed !== undefined) socket.multiplexed.close();
    else closeIdle(socket, onMissed);
  }
  return {
    /** Number of connections that this server has closed and the client has not. */
    count: () => closing.size,
    sweep: (roundLimit: number): void => {
      const earlier = idleRounds;
      idleRounds = new Map();
      const { connections } = sockets;
      const idle = idleConnectionsOf(server, connections).concat(idleSessionsOf(connections));
      for (const socket of idle) {
        if (closing.has(socket)) continue;
        const rounds = earlier.get(socket) ?? 0;
        if (rounds < roundLimit) idleRounds.set(socket, rounds + 1);
        else close(socket);
      }
    },
  };
}
