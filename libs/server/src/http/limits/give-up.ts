import type { Exchange } from '../exchange.ts';
import { refuse, type Refusal } from '../refuse.ts';
import { mute } from './mute.ts';

/**
 * Ends an exchange in the application's place: with the answer, or by cutting one that has begun, which
 * must not look like a whole one. Tells the application through `request.signal`. The first reason counts.
 */
export function giveUp(exchange: Exchange, errorType: string, refusal: Refusal): void {
  if (exchange.errorType !== undefined) return;
  exchange.errorType = errorType;
  exchange.abort?.abort(new DOMException(`The server gave up: ${errorType}`, 'AbortError'));
  if (exchange.response.headersSent) {
    exchange.request.socket.destroy();
    return;
  }
  refuse(exchange, refusal);
  mute(exchange.response);
}
