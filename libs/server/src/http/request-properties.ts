import type { Express } from 'express';
import type { Log } from '../telemetry/log/log.ts';

/** Defines `id`, `log` and `takeUpgrade` of every request of an application. */
export function addRequestProperties({ request }: Pick<Express, 'request'>, log: Log): void {
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
    takeUpgrade: {
      writable: true, // replaced if the program names protocols
      value() {
        throw new Error('Cannot take an upgrade: name its protocol in `upgrades` of the program');
      },
    },
  });
}

function exchangeOf({ res }: Express['request']) {
  if (res === undefined)
    throw new TypeError('Cannot read the id of a request before Express has received it');
  return res.exchange;
}
