import type { Express } from 'express';
import type { Log } from '../telemetry/log/log.ts';

/** Gives every request of an application its `id` and `log`. */
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
  if (res === undefined) throw new TypeError('A request has an id once Express has seen it');
  return res.exchange;
}
