import type { Log } from '../log/log.ts';
import type { Observer } from './exchange.ts';

/** Logs one line when an exchange is over. The query stays out: it may hold secrets. */
export function createExchangeLog(log: Log): Observer {
  return {
    onEnd: ({ request, response, errorType }, durationMs) => {
      const [path] = request.originalUrl.split('?', 1);
      const facts = { method: request.method, path, status: response.statusCode };
      const ending = errorType === undefined ? {} : { errorType };
      log.info({ ...facts, durationMs: Math.round(durationMs), ...ending }, 'request');
    },
  };
}
