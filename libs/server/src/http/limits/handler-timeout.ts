import type { Exchange } from '../exchange.ts';
import { isAwaitingBody, progressOf } from './progress.ts';

/** Returns whether the application has not begun its answer for too long, time spent waiting for the client excluded. */
export function isHandlerLate(exchange: Exchange, nowMs: number, limitMs: number): boolean {
  if (exchange.response.headersSent) return false;
  const progress = progressOf(exchange);
  if (isAwaitingBody(exchange.request)) progress.owedSinceMs = nowMs;
  return nowMs - progress.owedSinceMs > limitMs;
}
