import type { IncomingMessage, ServerResponse } from 'node:http';
import { OperationError } from '../../../management/bridge/operation-error.ts';
import { readBody } from '../../../management/server/read-body.ts';
import type { Reply } from '../../../management/server/route.ts';
import { problem, sendReply } from '../../../management/server/send-reply.ts';
import { checkRequest, SESSION_PATH, type CheckOptions } from './check-request.ts';
import { forward, type Destination } from './forward.ts';
import type { ConsoleSession } from './session.ts';

/** What a console answers requests with. */
export interface Handling {
  readonly session: ConsoleSession;
  readonly checked: CheckOptions;
  readonly destination: Destination;
}

/** Answers a request to a console: checks it, and then passes it on, or exchanges the one-time code itself. */
export async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  handling: Handling,
): Promise<void> {
  try {
    await answer(request, response, handling);
  } catch {
    response.destroy(); // the browser has left in the middle of its request
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { session, checked, destination }: Handling,
): Promise<void> {
  const refusal = checkRequest(request, checked);
  if (refusal === undefined && request.url !== SESSION_PATH) {
    await forward(request, response, destination);
    return;
  }
  const reply = refusal ?? (await redeem(request, { session, checked }));
  if (!request.complete) response.setHeader('Connection', 'close');
  sendReply(response, reply);
  request.resume();
}

/** Exchanges the code for the token; its failures count like those of tokens. */
async function redeem(
  request: IncomingMessage,
  { session, checked }: Pick<Handling, 'session' | 'checked'>,
): Promise<Reply> {
  if (request.method !== 'POST') return problem(405, 'Expected POST', { Allow: 'POST' });
  try {
    const { code } = { ...((await readBody(request)) as { readonly code?: unknown } | null) };
    const token = typeof code === 'string' ? session.redeem(code) : undefined;
    if (token !== undefined) return { json: { token } };
  } catch (error) {
    if (error instanceof OperationError) return problem(error.status, error.message);
    throw error;
  }
  const retryAfterSeconds = checked.failures.add();
  if (retryAfterSeconds > 0)
    return problem(429, 'Too many failed attempts; retry later', {
      'Retry-After': `${retryAfterSeconds}`,
    });
  return problem(
    403,
    'The code of this address is wrong or was used before; run the command again',
  );
}
