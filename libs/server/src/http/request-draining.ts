import type { Express } from 'express';
import type { Exchange } from './exchange.ts';

/**
 * Defines `request.draining` of every request of an application. Creates nothing for a request whose signal
 * is not read, and no listener outlives its exchange.
 *
 * @param list Returns the exchanges in progress, and those whose connections were upgraded.
 * @returns The function that aborts the signals, those of later requests included.
 */
export function defineDraining(
  { request }: Pick<Express, 'request'>,
  list: () => Iterable<Exchange>,
): () => void {
  let isDraining = false;
  Object.defineProperty(request, 'draining', {
    configurable: true,
    get(this: typeof request): AbortSignal {
      const { exchange } = this.res as NonNullable<typeof this.res>;
      exchange.draining ??= new AbortController();
      if (isDraining) abort(exchange);
      return exchange.draining.signal;
    },
  });
  return () => {
    isDraining = true;
    for (const exchange of list()) abort(exchange);
  };
}

function abort({ draining }: Exchange): void {
  draining?.abort(new DOMException('The server is shutting down', 'AbortError'));
}
