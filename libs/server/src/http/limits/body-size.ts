import { IncomingMessage } from 'node:http';
import type { Request } from 'express';
import type { Settings } from '../../config/settings.ts';
import { replacePush } from '../private-surfaces.ts';

/**
 * Creates what counts a body as it arrives, for those whose length no header told.
 *
 * What is past the limit never reaches the application, nor does the end: a body that was cut must not
 * look like a whole one. Put on each request with a body, and not on the prototype of all: there it
 * cost requests without one some percent.
 *
 * @param onExceeded Called once, with the first byte too many.
 */
export function createBodyLimit(
  settings: Pick<Settings, 'maxBodyBytes'>,
  onExceeded: (request: Request) => void,
): (request: Request) => void {
  const parent = IncomingMessage.prototype;
  function push(this: Request, chunk: Buffer | null): boolean {
    const { maxBodyBytes: maxBytes } = settings;
    const bytes = this.bodyBytes ?? 0;
    if (bytes > maxBytes) return true;
    if (chunk === null) return parent.push.call(this, null);
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
