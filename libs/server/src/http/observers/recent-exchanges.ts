import type { ServerResponse } from 'node:http';
import { inOnePiece } from '../../world/one-piece.ts';
import type { Exchange, Observer } from '../exchange.ts';
import { sentHeadOf } from '../private-surfaces.ts';

/** The same number as in Spring Boot's Actuator. */
const MAX_RECENT_EXCHANGES = 100;

/** The record of an exchange, rendered only when it is requested. */
export interface RecentExchange {
  /** Milliseconds since 1970 at its end. */
  readonly endedMs: number;
  readonly durationMs: number;
  readonly method: string;
  readonly target: string;
  /** Names and values alternately. */
  readonly rawHeaders: readonly string[];
  /** 0 if no answer was begun. */
  readonly status: number;
  /** Head of the answer as it was sent; undefined if none was begun. */
  readonly head: string | undefined;
  readonly id: string;
  readonly traceId: string | undefined;
}

/** The latest exchanges. */
export interface RecentExchanges extends Observer {
  /** Newest first. */
  readonly list: () => readonly RecentExchange[];
}

/** Creates the ring: memory is bounded by its length and the limits on a request's head. */
export function createRecentExchanges(now: () => Date): RecentExchanges {
  const ring = new Array<RecentExchange | undefined>(MAX_RECENT_EXCHANGES).fill(undefined);
  let next = 0;
  return {
    onEnd: (exchange, durationMs) => {
      ring[next] = recordOf(exchange, durationMs, now().getTime());
      next = next + 1 === MAX_RECENT_EXCHANGES ? 0 : next + 1;
    },
    list: () =>
      [...ring.slice(next), ...ring.slice(0, next)].filter((one) => one !== undefined).reverse(),
  };
}

function headOf(response: ServerResponse): string | undefined {
  const head = sentHeadOf(response);
  return head === undefined ? undefined : inOnePiece(head);
}

/** Copies strings and numbers only: a reference to the request would keep its connection in memory. */
function recordOf(
  { request, response, id, trace }: Exchange,
  durationMs: number,
  endedMs: number,
): RecentExchange {
  return {
    endedMs,
    durationMs,
    method: request.method,
    target: request.originalUrl,
    rawHeaders: request.rawHeaders,
    status: response.headersSent ? response.statusCode : 0,
    head: headOf(response),
    id,
    traceId: trace?.traceId,
  };
}
