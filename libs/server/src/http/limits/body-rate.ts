import type { Settings } from '../../config/settings.ts';
import type { Exchange } from '../exchange.ts';
import { isAwaitingBody, progressOf } from './progress.ts';

export type BodyRate = Pick<Settings, 'bodyMinBytesPerSecond' | 'bodyGraceMs'>;

/** Most time counted between two rounds: while the event loop is blocked, nothing reads what the client sends. */
const MAX_COUNTED_MS = 1_000;

/**
 * Returns whether the client sends the body too slowly: fewer bytes than the rate requires, over the
 * time that the application has waited for them minus the grace. Apache's mod_reqtimeout counts the same.
 *
 * @param nowMs Monotonic clock.
 */
export function isBodySlow(exchange: Exchange, nowMs: number, rate: BodyRate): boolean {
  if (!isAwaitingBody(exchange.request)) return false;
  const progress = progressOf(exchange);
  progress.awaitedMs += Math.min(nowMs - progress.sweptMs, MAX_COUNTED_MS);
  const countedMs = progress.awaitedMs - rate.bodyGraceMs;
  const { bodyBytes = 0 } = exchange.request;
  return bodyBytes * 1000 < rate.bodyMinBytesPerSecond * countedMs;
}
