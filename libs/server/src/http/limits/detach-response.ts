import type { Response } from 'express';

/**
 * Makes every later call of a handler on its response a no-op, once the server has answered in its
 * place. Node throws on a late header and ends the process on a late write.
 */
export function detachResponse(response: Response): void {
  const silent = (): Response => response;
  const nothing = (): void => undefined;
  const overrides: Partial<Record<keyof Response, () => unknown>> = {
    setHeader: silent,
    setHeaders: silent,
    appendHeader: silent,
    removeHeader: nothing,
    writeHead: silent,
    flushHeaders: nothing,
    writeContinue: nothing,
    writeProcessing: nothing,
    writeEarlyHints: nothing,
    write: () => true,
    end: silent,
  };
  Object.assign(response, overrides);
}
