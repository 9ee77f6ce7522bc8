import type { Socket } from 'node:net';
import type { Exchange } from '../../../http/exchange.ts';
import { routeOf } from '../../../http/route-template.ts';
import type { RecentExchanges } from '../../../http/observers/recent-exchanges.ts';
import type { Limits } from '../../../http/limits/create-limits.ts';
import { phaseOf } from '../../../http/limits/in-flight.ts';

export interface TrafficSources {
  readonly limits: Pick<Limits, 'inFlight' | 'sockets'>;
  readonly exchanges: RecentExchanges;
  readonly monotonicMs: () => number;
}

/** Creates the operations that show exchanges, requests and connections. */
export function createTrafficOperations({ limits, exchanges, monotonicMs }: TrafficSources) {
  return {
    exchanges: exchanges.list,
    requests: () => {
      const nowMs = monotonicMs();
      // The registry is in order of arrival, so the oldest requests come first.
      return Array.from(limits.inFlight, (exchange) => describeRequest(exchange, nowMs));
    },
    connections: () => {
      const nowMs = monotonicMs();
      return Array.from(limits.sockets.connections, (socket) => describeConnection(socket, nowMs));
    },
  };
}

function describeRequest(exchange: Exchange, nowMs: number) {
  const { request, id, trace } = exchange;
  return {
    id,
    method: request.method,
    path: request.originalUrl.split('?', 1)[0] ?? '', // the query may contain secrets
    route: routeOf(exchange),
    phase: phaseOf(exchange),
    ageMs: Math.round(nowMs - exchange.startMs),
    bodyBytes: request.bodyBytes ?? 0,
    remote: remoteOf(request.socket),
    traceId: trace?.traceId ?? null,
  };
}

function describeConnection(socket: Socket, nowMs: number) {
  const isActive = socket.unansweredCount > 0;
  return {
    state: isActive ? 'active' : 'idle',
    remote: remoteOf(socket),
    ageMs: Math.round(nowMs - socket.openedMs),
    idleMs: isActive ? 0 : Math.round(nowMs - socket.idleSinceMs),
    requests: socket.requestCount,
    bytesIn: socket.bytesRead,
    bytesOut: socket.bytesWritten,
  };
}

function remoteOf({ remoteAddress, remotePort }: Socket): string | null {
  return remoteAddress === undefined ? null : `${remoteAddress} ${String(remotePort)}`;
}
