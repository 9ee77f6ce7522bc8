import type { IncomingMessage } from 'node:http';

/** What may be repeated in a header, a log line and a shell without a thought. */
const REQUEST_ID = /^[A-Za-z0-9._-]{1,128}$/;

/** The `X-Request-Id` that came with a request where it is harmless, else a new one. */
export function requestIdOf({ headers }: IncomingMessage, createId: () => string): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : createId();
}

/** Creates a source of ids: the process in 52 random bits, then the number of the request. */
export function createIds(random: () => number): () => string {
  const process = Math.floor(random() * 2 ** 52)
    .toString(16)
    .padStart(13, '0');
  let count = 0;
  return () => `${process}-${(count += 1)}`;
}
