import type { Settings } from '../../config/settings.ts';
import type { Exchange } from '../exchange.ts';
import { isAwaitingBody, progressOf } from './progress.ts';

export type BodyRate = Pick<Settings, 'bodyMinBytesPerSecond' | 'bodyGraceMs'>;

/** Between two looks no more is counted: while the event loop is blocked, nobody reads what the client sends. */
const MOST_COUNTED_MS = 1_000;

/**
 * Whether the client sends the body too slowly: fewer bytes than the rate asks for, over the time that
 * the application waited for them less the grace. Apache's mod_reqtimeout counts in the same way.
 */
export function isBodySlow(exchange: Exchange, nowMs: number, rate: BodyRate): boolean {
  if (!isAwaitingBody(exchange.request)) return false;
  const progress = progressOf(exchange);
  progress.awaitedMs += Math.min(nowMs - progress.sweptMs, MOST_COUNTED_MS);
  const countedMs = progress.awaitedMs - rate.bodyGraceMs;
  const { bodyBytes = 0 } = exchange.request;
  return bodyBytes * 1000 < rate.bodyMinBytesPerSecond * countedMs;
}
