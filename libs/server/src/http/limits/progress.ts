import type { Request } from 'express';
import type { Exchange, Progress } from '../exchange.ts';

export function progressOf(exchange: Exchange): Progress {
  return (exchange.progress ??= {
    sweptMs: exchange.startMs,
    awaitedMs: 0,
    owedSinceMs: exchange.startMs,
    sentBytes: -1,
    sentMs: exchange.startMs,
  });
}

/**
 * Whether the application has read all that came of a body and waits for more. A reader that paused,
 * or did not begin, is no fault of the client's.
 */
export function isAwaitingBody(request: Request): boolean {
  const isReading = request.readableFlowing === true || request.listenerCount('readable') > 0;
  return isReading && !request.complete && request.readableLength === 0;
}
