import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { errnoOf } from '../../world/faults/fault.ts';
import type { Metrics } from '../../telemetry/metrics/metrics.ts';
import type { CountTimeout } from './timeouts.ts';

export interface ConnectionsOptions {
  readonly metrics: Metrics;
  readonly countTimeout: CountTimeout;
  readonly monotonicMs: () => number;
  /** Where the open connections are kept. */
  readonly sockets: Set<Socket>;
  /** Called for the first connection, and again for the first after there was none. */
  readonly onFirst: () => void;
}

export type Connections = ReadonlySet<Socket>;

/** Watches a server's connections: one listener for the start of each and one for its end, none per request. */
export function watchConnections(server: Server, options: ConnectionsOptions): void {
  const { metrics, countTimeout, monotonicMs, sockets, onFirst } = options;
  declareMetrics(server, metrics, sockets);
  // Under TLS the requests come over another object than the connection, which is there after the handshake.
  const event = server.listenerCount('secureConnection') > 0 ? 'secureConnection' : 'connection';
  server.on(event, (socket: Socket) => {
    socket.unansweredCount = 0;
    socket.requestCount = 0;
    socket.openedMs = monotonicMs();
    socket.idleSinceMs = socket.openedMs;
    if (sockets.size === 0) onFirst();
    sockets.add(socket);
    socket.once('close', () => {
      sockets.delete(socket);
    });
  });
  // First, that is before the listener that answers and refuses the connection.
  server.prependListener('clientError', (error, stream) => {
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- node:http's types are wider than what it emits
    const { isRefused, unansweredCount } = stream as Socket;
    // Node tells of its own timeouts, for a head or a whole request, with one and the same error.
    if (errnoOf(error) === 'ERR_HTTP_REQUEST_TIMEOUT' && !isRefused)
      countTimeout(unansweredCount === 0 ? 'headers' : 'request');
  });
}

/**
 * Cuts connections that sent bytes but began no request for too long.
 *
 * Node forgives empty lines before a request line (RFC 9112, section 2.2), and each byte of them
 * starts its keep-alive timeout anew; without this, a client holds a connection with a CRLF a minute.
 *
 * @param limitMs Milliseconds from the last answer in which the next request's head must be there.
 */
export function closeStalledConnections(
  connections: Connections,
  nowMs: number,
  limitMs: number,
): void {
  for (const socket of connections)
    if (socket.unansweredCount === 0 && nowMs - socket.idleSinceMs > limitMs) socket.destroy();
}

function declareMetrics(server: Server, metrics: Metrics, sockets: Connections): void {
  const dropped = metrics.counter({
    name: 'http.server.dropped_connections',
    unit: '{connection}',
    description: 'Connections closed unread because there were too many.',
  })();
  server.on('drop', () => {
    dropped.add(1);
  });
  metrics.observe(
    {
      name: 'http.server.connections',
      unit: '{connection}',
      description: 'Open connections: active with a request under way, idle without.',
      kind: 'gauge',
    },
    () => {
      let active = 0;
      for (const { unansweredCount } of sockets) if (unansweredCount > 0) active += 1;
      return [
        { attributes: { state: 'active' }, value: active },
        { attributes: { state: 'idle' }, value: sockets.size - active },
      ];
    },
  );
}
