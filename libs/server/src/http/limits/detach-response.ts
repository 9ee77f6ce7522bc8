import type { Response } from 'express';

/**
 * Makes whatever a handler still does with its response harmless, once the server has answered in its
 * place. Node throws at a late header and ends the process at a late write.
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
