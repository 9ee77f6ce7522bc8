import { IncomingMessage } from 'node:http';
import type { Request } from 'express';
import type { Settings } from '../../config/settings.ts';
import { replacePush } from '../private-surfaces.ts';

export interface BodyLimitOptions {
  /** Called once per request, at the first byte past the limit. */
  readonly onExceeded: (request: Request) => void;
  readonly monotonicMs: () => number;
}

/**
 * Creates the function that limits the size of a request's body, counted as it arrives.
 *
 * Bytes past the limit never reach the application, nor does the end: a truncated body must not look
 * complete. Set on each request with a body and not on the prototype: that slowed down requests
 * without a body by a few percent.
 *
 * Notes in the exchange when the body has ended.
 */
export function createBodyLimit(
  settings: Pick<Settings, 'maxBodyBytes'>,
  { onExceeded, monotonicMs }: BodyLimitOptions,
): (request: Request) => void {
  const parent = IncomingMessage.prototype;
  function push(this: Request, chunk: Buffer | null): boolean {
    const { maxBodyBytes: maxBytes } = settings;
    const bytes = this.bodyBytes ?? 0;
    if (bytes > maxBytes) return true;
    if (chunk === null) {
      const exchange = this.res?.exchange; // engine.io sets `res` to null at the end of an answer
      if (exchange !== undefined) exchange.bodyEndMs = monotonicMs();
      return parent.push.call(this, null);
    }
    this.bodyBytes = bytes + chunk.byteLength;
    if (this.bodyBytes <= maxBytes) return parent.push.call(this, chunk);
    onExceeded(this);
    return true;
  }
  return (request) => {
    const { headers } = request;
    if (headers['content-length'] === undefined && headers['transfer-encoding'] === undefined)
      return;
    request.bodyBytes = 0;
    replacePush(request, push);
  };
}
