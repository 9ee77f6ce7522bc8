import type { Socket } from 'node:net';
import type { Exchange } from '../../../http/exchange.ts';
import { routeOf } from '../../../http/route-template.ts';
import type { RecentExchange, RecentExchanges } from '../../../http/observers/recent-exchanges.ts';
import type { Limits } from '../../../http/limits/create-limits.ts';
import { stateOf } from '../../../http/limits/connections.ts';
import { phaseOf } from '../../../http/limits/in-flight.ts';

export interface TrafficSources {
  readonly limits: Pick<Limits, 'inFlight' | 'sockets'>;
  readonly exchanges: RecentExchanges;
  readonly monotonicMs: () => number;
}

/** Rows of a table. If several threads serve, each row has the number of its thread. */
export interface Rows<Row> {
  readonly rows: readonly (Row & { readonly thread?: number })[];
  /** Threads whose rows are missing, because they did not answer in time; undefined if none is. */
  readonly unansweredThreads?: readonly number[];
}

export type RequestRow = ReturnType<typeof describeRequest>;
export type ConnectionRow = ReturnType<typeof describeConnection>;

/** The tables of the traffic, of all threads or of one. */
export interface TrafficOperations {
  /** Newest first. */
  readonly exchanges: (thread?: number) => Rows<RecentExchange>;
  /** Oldest first. */
  readonly requests: (thread?: number) => Rows<RequestRow>;
  /** Oldest first. */
  readonly connections: (thread?: number) => Rows<ConnectionRow>;
}

/** Creates the operations that show exchanges, requests and connections of this thread. */
export function createTrafficOperations({
  limits,
  exchanges,
  monotonicMs,
}: TrafficSources): TrafficOperations {
  return {
    exchanges: () => ({ rows: exchanges.list() }),
    requests: () => {
      const nowMs = monotonicMs();
      // The registry is in order of arrival, so the oldest requests come first.
      return { rows: Array.from(limits.inFlight, (exchange) => describeRequest(exchange, nowMs)) };
    },
    connections: () => {
      const nowMs = monotonicMs();
      const sockets = limits.sockets.connections;
      return { rows: Array.from(sockets, (socket) => describeConnection(socket, nowMs)) };
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
  const state = stateOf(socket);
  return {
    state,
    remote: remoteOf(socket),
    ageMs: Math.round(nowMs - socket.openedMs),
    idleMs: state === 'idle' ? Math.round(nowMs - socket.idleSinceMs) : 0,
    requests: socket.requestCount,
    bytesIn: socket.bytesRead,
    bytesOut: socket.bytesWritten,
  };
}

function remoteOf({ remoteAddress, remotePort }: Socket): string | null {
  return remoteAddress === undefined ? null : `${remoteAddress} ${String(remotePort)}`;
}
