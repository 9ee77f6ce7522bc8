import type { RequestHandler } from 'express';
import { answer } from '../http/answer/answer.ts';
import { createTimestamp } from '../telemetry/log/timestamp.ts';

/** Creates the handler that answers that the server is alive, with the time of the given clock. */
export function createAlive(now: () => Date): RequestHandler {
  const timestamp = createTimestamp(now);
  return (request, response) => {
    const time = timestamp();
    answer(request, response, {
      headers: ['Cache-Control', 'no-store'],
      bodies: {
        'text/plain': () => `tscratch is alive and the time is ${time}\n`,
        'application/json': () => JSON.stringify({ status: 'alive', time }),
      },
    });
  };
}
