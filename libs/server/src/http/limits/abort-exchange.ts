import type { Exchange } from '../exchange.ts';
import { refuse, type Rejection } from '../refuse.ts';
import { detachResponse } from './detach-response.ts';

/**
 * Ends an exchange in the application's place: with the rejection, or by cutting an answer that has
 * begun, which must not look complete. Aborts `request.signal`. A second call changes nothing.
 *
 * @param errorType The `error.type` of the exchange.
 */
export function abortExchange(exchange: Exchange, errorType: string, rejection: Rejection): void {
  if (exchange.errorType !== undefined) return;
  exchange.errorType = errorType;
  exchange.abort?.abort(
    new DOMException(`The server ended the request: ${errorType}`, 'AbortError'),
  );
  if (exchange.response.headersSent) {
    exchange.request.socket.destroy();
    return;
  }
  refuse(exchange, rejection);
  detachResponse(exchange.response);
}
