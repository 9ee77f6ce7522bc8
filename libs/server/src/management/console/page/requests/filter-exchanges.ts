import type { Exchange } from '../api/answers.ts';
import { parseTimeTaken } from '../format/format.ts';

export interface ExchangeFilter {
  /** A status or its first digit, `404` or `4`; empty for all. */
  readonly status: string;
  /** Part of the route or of the path; empty for all. */
  readonly route: string;
  /** Milliseconds that the exchange took at least. */
  readonly slowerThanMs: number;
  /** Milliseconds since its start at most. */
  readonly youngerThanMs: number;
}

/** Returns the function that says whether an exchange passes a filter at a time. */
export function createExchangeFilter(
  { status, route, slowerThanMs, youngerThanMs }: ExchangeFilter,
  nowMs: number,
): (exchange: Exchange) => boolean {
  return (exchange) =>
    String(exchange.response.status).startsWith(status) &&
    (routeOf(exchange).includes(route) || exchange.request.uri.includes(route)) &&
    durationOf(exchange) >= slowerThanMs &&
    nowMs - Date.parse(exchange.timestamp) <= youngerThanMs;
}

/** The route of an exchange; its path if none answered. */
export function routeOf({ route, request }: Exchange): string {
  return route || (request.uri.split('?', 1)[0] ?? '');
}

/** Milliseconds that an exchange took. */
export function durationOf({ timeTaken }: Pick<Exchange, 'timeTaken'>): number {
  return parseTimeTaken(timeTaken);
}
