import type { Server } from 'node:http';
import type { Server as NetServer, Socket } from 'node:net';
import { errnoOf } from '../../world/faults/fault.ts';
import type {} from '../stream-surfaces.ts'; // adds multiplexed to the sockets of Node
import type {} from '../upgrade-surfaces.ts'; // adds upgraded to them
import { rememberPeer } from '../private-surfaces.ts';
import type { Metrics } from '../../telemetry/metrics/metrics.ts';
import type { OpenSockets, SocketRegistry } from './open-sockets.ts';
import type { CountTimeout } from './timeouts.ts';

export interface ConnectionsOptions {
  readonly metrics: Metrics;
  readonly countTimeout: CountTimeout;
  readonly monotonicMs: () => number;
  /** Registers the sockets of the server. */
  readonly sockets: SocketRegistry;
  /** Called for the first connection, and again whenever a connection arrives and no other is open. */
  readonly onFirst: () => void;
}

/** Counts a server's connections and the requests on each, and the timeouts that node:http enforces itself. */
export function watchConnections(server: Server, options: ConnectionsOptions): void {
  const { metrics, countTimeout, monotonicMs, sockets, onFirst } = options;
  declareMetrics(server, metrics, sockets);
  sockets.watch(server, (socket) => {
    rememberPeer(socket);
    socket.unansweredCount = 0;
    socket.requestCount = 0;
    socket.openedMs = monotonicMs();
    socket.idleSinceMs = socket.openedMs;
    if (sockets.connections.size === 0) onFirst();
  });
  // Runs before the listener that answers and sets isRefused.
  server.prependListener('clientError', (error, stream) => {
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- node:http's types are wider than what it emits
    const { isRefused, unansweredCount, lastResponse } = stream as Socket;
    // Node reports its timeouts for a head and for a whole request with the same error.
    const isBody = unansweredCount > 0 || lastResponse?.req.complete === false;
    if (errnoOf(error) === 'ERR_HTTP_REQUEST_TIMEOUT' && !isRefused)
      countTimeout(isBody ? 'request' : 'headers');
  });
}

/**
 * Closes connections that sent bytes but began no request for too long, and checks upgraded ones.
 *
 * Node ignores empty lines before a request line (RFC 9112, section 2.2), and each byte of them
 * restarts its keep-alive timeout; without this, a client keeps a connection open with one CRLF a minute.
 *
 * @param limitMs Milliseconds after the last answer in which the next request's head must be complete.
 */
export function closeStalledConnections(
  connections: Iterable<Socket>,
  nowMs: number,
  limitMs: number,
): void {
  for (const socket of connections)
    if (socket.upgraded !== undefined) socket.upgraded.check(nowMs);
    else {
      socket.multiplexed?.check(nowMs);
      if (socket.unansweredCount === 0 && nowMs - socket.idleSinceMs > limitMs) socket.destroy();
    }
}

/** What a connection does now. */
export type ConnectionState = 'active' | 'idle' | 'upgraded';

/** Returns what a connection does: active with a request in progress, upgraded to another protocol, otherwise idle. */
export function stateOf({ unansweredCount, upgraded }: Socket): ConnectionState {
  if (upgraded !== undefined) return 'upgraded';
  return unansweredCount > 0 ? 'active' : 'idle';
}

/** Counts the connections that a server drops at its limit. */
export function countDrops(server: NetServer, metrics: Metrics): void {
  const dropped = metrics.counter({
    name: 'http.server.dropped_connections',
    unit: '{connection}',
    description:
      'Connections dropped at the connection limit; http.server.refusals counts them too, with the reason connection_limit.',
  })();
  server.on('drop', () => {
    dropped.add(1);
  });
}

function declareMetrics(server: Server, metrics: Metrics, sockets: OpenSockets): void {
  countDrops(server, metrics);
  metrics.observe(
    {
      name: 'http.server.connections',
      unit: '{connection}',
      description:
        'Open connections: active with a request in progress, upgraded to another protocol, otherwise idle.',
      kind: 'gauge',
    },
    () => {
      const counts = { active: 0, idle: 0, upgraded: 0 };
      for (const socket of sockets.connections) counts[stateOf(socket)] += 1;
      return Object.entries(counts).map(([state, value]) => ({ attributes: { state }, value }));
    },
  );
}
