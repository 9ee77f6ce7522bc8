import type { ServerResponse } from 'node:http';
import { inOnePiece } from '../../world/one-piece.ts';
import type { Exchange, Observer } from '../exchange.ts';
import { measurePhases } from '../measure-phases.ts';
import { sentHeadOf } from '../private-surfaces.ts';
import { routeOf } from '../route-template.ts';

/** The same number as in Spring Boot's Actuator. */
const MAX_RECENT_EXCHANGES = 100;

/** The record of an exchange, rendered only when it is requested. */
export interface RecentExchange {
  /** Milliseconds since 1970 at its end. */
  readonly endedMs: number;
  readonly durationMs: number;
  /** Milliseconds of it until the body had come. */
  readonly bodyMs: number;
  /** Milliseconds of it from then until the head of the answer was written. */
  readonly handlerMs: number;
  readonly method: string;
  readonly target: string;
  /** Template of its route; empty if none answered. */
  readonly route: string;
  /** Names and values alternately. */
  readonly rawHeaders: readonly string[];
  /** 0 if no answer was begun. */
  readonly status: number;
  /** Head of the answer as it was sent; undefined if none was begun. */
  readonly head: string | undefined;
  readonly id: string;
  readonly traceId: string | undefined;
}

/** What the ring keeps: the head is only rendered for a reader once there is one. */
interface KeptExchange extends RecentExchange {
  readonly showHead: Exchange['showHead'];
}

/** The latest exchanges. */
export interface RecentExchanges extends Observer {
  /** Newest first. */
  readonly list: () => readonly RecentExchange[];
}

/** Creates the ring: memory is bounded by its length and the limits on a request's head. */
export function createRecentExchanges(now: () => Date): RecentExchanges {
  const ring = new Array<KeptExchange | undefined>(MAX_RECENT_EXCHANGES).fill(undefined);
  let next = 0;
  return {
    onEnd: (exchange, durationMs) => {
      ring[next] = recordOf(exchange, durationMs, now().getTime());
      next = next + 1 === MAX_RECENT_EXCHANGES ? 0 : next + 1;
    },
    list: () =>
      [...ring.slice(next), ...ring.slice(0, next)]
        .filter((one) => one !== undefined)
        .map(showOne)
        .reverse(),
  };
}

function showOne({ showHead, ...one }: KeptExchange): RecentExchange {
  const { head } = one;
  return showHead === undefined || head === undefined ? one : { ...one, head: showHead(head) };
}

function headOf(response: ServerResponse): string | undefined {
  const head = sentHeadOf(response);
  return head === undefined ? undefined : inOnePiece(head);
}

/** Copies strings and numbers only: a reference to the request would keep its connection in memory. */
function recordOf(exchange: Exchange, durationMs: number, endedMs: number): KeptExchange {
  const { request, response, id, trace, showHead } = exchange;
  const { bodyMs, handlerMs } = measurePhases(exchange, durationMs);
  return {
    endedMs,
    durationMs,
    bodyMs,
    handlerMs,
    method: request.method,
    target: request.originalUrl,
    route: routeOf(exchange),
    rawHeaders: request.rawHeaders,
    status: response.headersSent ? response.statusCode : 0,
    head: headOf(response),
    showHead,
    id,
    traceId: trace?.traceId,
  };
}
