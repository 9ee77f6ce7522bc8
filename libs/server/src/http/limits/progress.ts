import type { Request } from 'express';
import type { Exchange } from '../exchange.ts';

/** What the sweep notes of an exchange that outlives a round; most are over before. */
export interface Progress {
  /** Monotonic clock at the latest look. */
  sweptMs: number;
  /** Milliseconds in which the application waited for the client's next bytes. */
  awaitedMs: number;
  /** Since when it is the application that owes the next step, and not the client. */
  owedSinceMs: number;
  /** Bytes of the connection that the kernel had taken when that number last changed, and when it did. */
  sentBytes: number;
  sentMs: number;
}

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
