import type { RequestHandler } from 'express';
import { answer } from '../answer/answer.ts';

/** Answers that the server is alive, with the time of the given clock. */
export function createAlive(now: () => Date): RequestHandler {
  return (request, response) => {
    const time = now().toISOString();
    response.set('Cache-Control', 'no-store');
    answer(request, response, {
      bodies: {
        'text/plain': () => `tscratch is alive and the time is ${time}\n`,
        'application/json': () => JSON.stringify({ status: 'alive', time }),
      },
    });
  };
}
