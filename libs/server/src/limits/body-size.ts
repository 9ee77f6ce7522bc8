import { IncomingMessage } from 'node:http';
import type { Request } from 'express';

declare module 'node:http' {
  interface IncomingMessage {
    /** Bytes of the body that came so far, without the framing of chunks. */
    bodyBytes: number;
  }
}

/**
 * Counts each body as it arrives, for those whose length no header told.
 *
 * What is past the limit never reaches the application, nor does the end: a body that was cut must not
 * look like a whole one. A request without a body pays for one call.
 *
 * @param prototype The prototype that requests are born with.
 * @param onExceeded Called once, with the first byte too many.
 */
export function limitBodySize(
  prototype: Request,
  maxBytes: number,
  onExceeded: (request: Request) => void,
): void {
  const parent = IncomingMessage.prototype;
  prototype.bodyBytes = 0;
  prototype.push = function (this: Request, chunk: Buffer | null): boolean {
    if (this.bodyBytes > maxBytes) return true;
    if (chunk === null) return parent.push.call(this, null);
    this.bodyBytes += chunk.byteLength;
    if (this.bodyBytes <= maxBytes) return parent.push.call(this, chunk);
    onExceeded(this);
    return true;
  };
}
