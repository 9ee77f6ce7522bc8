import type { Exchange } from '../exchange.ts';
import { isAwaitingBody, progressOf } from './progress.ts';

/** Whether the application neither began its answer nor waited for the client for too long. */
export function isHandlerLate(exchange: Exchange, nowMs: number, limitMs: number): boolean {
  if (exchange.response.headersSent) return false;
  const progress = progressOf(exchange);
  if (isAwaitingBody(exchange.request)) progress.owedSinceMs = nowMs;
  return nowMs - progress.owedSinceMs > limitMs;
}
