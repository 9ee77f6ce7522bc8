import type { RequestHandler } from 'express';
import { answer } from '../http/answer/answer.ts';

/** Creates the handler that answers that the server is alive, with the time of the given clock. */
export function createAlive(now: () => Date): RequestHandler {
  return (request, response) => {
    const time = now().toISOString();
    answer(request, response, {
      headers: ['Cache-Control', 'no-store'],
      bodies: {
        'text/plain': () => `tscratch is alive and the time is ${time}\n`,
        'application/json': () => JSON.stringify({ status: 'alive', time }),
      },
    });
  };
}
