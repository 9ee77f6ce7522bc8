import type { Express } from 'express';
import type { Log } from '../telemetry/log/log.ts';

/** Defines `id` and `log` of every request of an application. */
export function addRequestProperties({ request }: Express, log: Log): void {
  Object.defineProperties(request, {
    id: {
      get(this: typeof request) {
        return exchangeOf(this).id;
      },
    },
    log: {
      get(this: typeof request) {
        const exchange = exchangeOf(this);
        return (exchange.log ??= log.child({ requestId: exchange.id }));
      },
    },
  });
}

function exchangeOf({ res }: Express['request']) {
  if (res === undefined)
    throw new TypeError('Cannot read the id of a request before Express has received it');
  return res.exchange;
}
