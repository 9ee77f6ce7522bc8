import type { Request, Response } from 'express';
import { answer, type Answer } from '../http/answer/answer.ts';
import type { Shortcut } from '../http/exchange.ts';
import { createTimestamp } from '../telemetry/log/timestamp.ts';

/** The route of the alive answer. */
const ROUTE = '/';

/** Creates the handler that answers that the server is alive, with the time of the given clock. */
export function createAlive(now: () => Date): (request: Request, response: Response) => void {
  const time = createTimestamp(now);
  const alive: Answer = {
    headers: ['Cache-Control', 'no-store'],
    bodies: {
      'text/plain': () => `tscratch is alive and the time is ${time()}\n`,
      'application/json': () => JSON.stringify({ status: 'alive', time: time() }),
    },
  };
  return (request, response) => {
    answer(request, response, alive);
  };
}

/**
 * Creates the shortcut to the alive answer for the plainest requests, which Express takes as much time to
 * route as the answer takes. All others, such as `GET /?a=b` and `POST /`, go through its route.
 */
export function createAliveShortcut(now: () => Date): Shortcut {
  const answerAlive = createAlive(now);
  return (exchange) => {
    const { request, response } = exchange;
    const { url, method } = request;
    if (url !== ROUTE || (method !== 'GET' && method !== 'HEAD')) return false;
    exchange.route = ROUTE;
    answerAlive(request, response);
    return true;
  };
}
