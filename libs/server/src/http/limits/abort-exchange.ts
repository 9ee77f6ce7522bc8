import type { Exchange } from '../exchange.ts';
import { refuse, type Rejection } from '../refuse.ts';
import { detachResponse } from './detach-response.ts';

/**
 * Ends an exchange in the application's place: with the answer, or by cutting one that has begun, which
 * must not look like a whole one. Tells the application through `request.signal`. The first reason counts.
 */
export function abortExchange(exchange: Exchange, errorType: string, refusal: Rejection): void {
  if (exchange.errorType !== undefined) return;
  exchange.errorType = errorType;
  exchange.abort?.abort(new DOMException(`The server gave up: ${errorType}`, 'AbortError'));
  if (exchange.response.headersSent) {
    exchange.request.socket.destroy();
    return;
  }
  refuse(exchange, refusal);
  detachResponse(exchange.response);
}
