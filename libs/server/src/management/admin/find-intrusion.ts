import type { IncomingMessage } from 'node:http';
import type { Reply } from '../server/route.ts';
import { problem } from '../server/send-reply.ts';

const METHODS = 'GET, HEAD, POST, PATCH, DELETE';

/**
 * Finds what only a browser on a strange page, or something stranger, sends to administration; a token
 * does not mend it.
 *
 * A page can make its visitor's browser send requests to this machine, and by DNS rebinding read the
 * answers too. The Host then is the page's, and a browser adds Origin and Sec-Fetch-Site.
 *
 * @param hosts What Host may be; undefined on the unix socket, which no name leads to.
 */
export function findIntrusion(
  { method, url = '', headers, rawHeaders }: IncomingMessage,
  hosts: ReadonlySet<string> | undefined,
): Reply | undefined {
  const given = valuesOf(rawHeaders, 'host');
  if (hosts !== undefined && !(given.length === 1 && hosts.has(given[0] ?? '')))
    return problem(403, `Expected one Host of ${[...hosts].join(', ')}`);
  if (headers.origin !== undefined) return problem(403, 'Expected no Origin: no page may ask');
  if (!['none', undefined].includes(headers['sec-fetch-site']))
    return problem(403, 'Expected no Sec-Fetch-Site but none: no page may ask');
  if (headers.upgrade !== undefined) return problem(400, 'Expected no Upgrade');
  if (method === 'OPTIONS') return problem(405, `Expected ${METHODS}`, { Allow: METHODS });
  if (!url.startsWith('/')) return problem(400, 'Expected a target that begins with a slash');
  if (valuesOf(rawHeaders, 'authorization').length > 1)
    return problem(400, 'Expected one Authorization');
  return undefined;
}

/** All values: of a header that may be there once, `headers` has the first. */
function valuesOf(rawHeaders: readonly string[], name: string): readonly string[] {
  return rawHeaders.filter(
    (_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name,
  );
}
