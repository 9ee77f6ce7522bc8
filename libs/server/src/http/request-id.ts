import type { IncomingMessage } from 'node:http';

/** Ids that are safe in a header, a log line and a shell. */
const REQUEST_ID = /^[A-Za-z0-9._-]{1,128}$/;

/** Returns the `X-Request-Id` of a request if it is safe, otherwise a new id. */
export function requestIdOf({ headers }: IncomingMessage, createId: () => string): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : createId();
}

/** Creates a source of ids: 52 random bits for the process, then the number of the request. */
export function createIds(random: () => number): () => string {
  const process = Math.floor(random() * 2 ** 52)
    .toString(16)
    .padStart(13, '0');
  let count = 0;
  return () => `${process}-${(count += 1)}`;
}
