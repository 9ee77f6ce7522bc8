import type { Request } from 'express';

/**
 * Defines `request.signal`, which also aborts if the server ends the request in the handler's place;
 * Node's own aborts only when the connection ends. Creates nothing for a request whose signal is not read.
 *
 * @param prototype The prototype that requests are created with.
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
