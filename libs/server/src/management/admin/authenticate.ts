import type { IncomingMessage } from 'node:http';
import type { Reply } from '../server/route.ts';
import { problem } from '../server/send-reply.ts';
import type { Caller, Token } from './caller.ts';
import { findCaller } from './find-caller.ts';
import type { FailureLimit } from './failure-limit.ts';

export interface AuthenticateOptions {
  /** Returns the tokens that are valid now. */
  readonly tokens: () => readonly Token[];
  readonly failures: FailureLimit;
}

/** Identifies the caller by the bearer token of a request: RFC 6750. A refusal reveals nothing about the path. */
export function authenticate(
  { headers }: Pick<IncomingMessage, 'headers'>,
  { tokens, failures }: AuthenticateOptions,
): Caller | Reply {
  const [, token = ''] = /^bearer +(\S+)$/i.exec(headers.authorization ?? '') ?? [];
  const caller = findCaller(token, tokens());
  if (caller !== undefined) return caller;
  const retryAfterSeconds = failures.add();
  if (retryAfterSeconds > 0)
    return problem(429, 'Too many failed attempts; retry later', {
      'Retry-After': `${retryAfterSeconds}`,
    });
  return problem(401, 'Expected the header Authorization: Bearer TOKEN', {
    'WWW-Authenticate': 'Bearer realm="admin"',
  });
}
