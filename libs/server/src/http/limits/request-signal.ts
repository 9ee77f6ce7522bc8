import type { Request } from 'express';

/**
 * Gives `request.signal` one more reason to abort: that the server gave up waiting for the handler.
 * Node's own knows of the connection's end only. Nothing is made for a request that is not asked.
 *
 * @param prototype The prototype that requests are born with.
 */
export function defineSignal(prototype: Request): void {
  Object.defineProperty(prototype, 'signal', {
    configurable: true,
    get(this: Request): AbortSignal {
      const { exchange } = this.res as NonNullable<Request['res']>;
      exchange.abort ??= new AbortController();
      if (exchange.errorType !== undefined) exchange.abort.abort();
      return exchange.abort.signal;
    },
  });
}
