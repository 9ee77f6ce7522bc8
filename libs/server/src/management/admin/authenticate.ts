import type { IncomingMessage } from 'node:http';
import type { Reply } from '../server/route.ts';
import { problem } from '../server/send-reply.ts';
import { findCaller, type Caller, type Token } from './caller.ts';
import type { FailureLimit } from './failure-limit.ts';

export interface AuthenticateOptions {
  /** The tokens that let in now. */
  readonly tokens: () => readonly Token[];
  readonly failures: FailureLimit;
}

/** Tells who sends the token of a request: RFC 6750. What is refused says nothing of the path. */
export function authenticate(
  { headers }: Pick<IncomingMessage, 'headers'>,
  { tokens, failures }: AuthenticateOptions,
): Caller | Reply {
  const [, given = ''] = /^bearer +(\S+)$/i.exec(headers.authorization ?? '') ?? [];
  const caller = findCaller(given, tokens());
  if (caller !== undefined) return caller;
  const retryAfterSeconds = failures.add();
  if (retryAfterSeconds > 0)
    return problem(429, 'Expected fewer wrong tokens', { 'Retry-After': `${retryAfterSeconds}` });
  return problem(401, 'Expected Authorization with Bearer and a token', {
    'WWW-Authenticate': 'Bearer realm="admin"',
  });
}
