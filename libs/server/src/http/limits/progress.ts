import type { Request } from 'express';
import type { Exchange, Progress } from '../exchange.ts';

/** Returns the notes on an exchange, created at the first call. */
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
 * Returns whether the application has read all that arrived of a body and waits for more. It does not
 * if it paused or never began to read, for which the client is not to blame.
 */
export function isAwaitingBody(request: Request): boolean {
  const isReading = request.readableFlowing === true || request.listenerCount('readable') > 0;
  return isReading && !request.complete && request.readableLength === 0;
}
