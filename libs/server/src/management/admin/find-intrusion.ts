import type { IncomingMessage } from 'node:http';
import type { Reply } from '../server/route.ts';
import { problem } from '../server/send-reply.ts';

const METHODS = 'GET, HEAD, POST, PATCH, DELETE';

/** What a request says before its body. */
export type RequestHead = Pick<IncomingMessage, 'method' | 'url' | 'headers' | 'rawHeaders'>;

/**
 * Returns the refusal of a request that no admin client sends, such as one from a web page other than the
 * console; a valid token does not help.
 *
 * A web page can make its visitor's browser send requests to this machine and, by DNS rebinding, read the
 * responses. The Host is then that of the page, and the browser adds Origin and Sec-Fetch-Site. The console
 * has the origin of the listener itself.
 *
 * @param hosts The accepted Host values; undefined on the unix socket, which has no host name and so no page.
 */
export function findIntrusion(
  { method, url = '', headers, rawHeaders }: RequestHead,
  hosts: ReadonlySet<string> | undefined,
): Reply | undefined {
  const found = valuesOf(rawHeaders, 'host');
  if (hosts !== undefined && !(found.length === 1 && hosts.has(found[0] ?? '')))
    return problem(403, `Expected Host to be one of ${[...hosts].join(', ')}`);
  const origin = hosts === undefined ? undefined : `http://${found[0] ?? ''}`;
  if (![undefined, origin].includes(headers.origin))
    return problem(
      403,
      'Expected no Origin, because web pages other than the console have no access',
    );
  const sites = hosts === undefined ? ['none'] : ['none', 'same-origin'];
  if (![undefined, ...sites].includes(headers['sec-fetch-site']))
    return problem(
      403,
      `Expected Sec-Fetch-Site to be ${sites.join(' or ')}, because other web pages have no access`,
    );
  if (headers.upgrade !== undefined) return problem(400, 'Expected no Upgrade');
  if (method === 'OPTIONS') return problem(405, `Expected ${METHODS}`, { Allow: METHODS });
  if (!url.startsWith('/')) return problem(400, 'Expected a target that begins with a slash');
  if (valuesOf(rawHeaders, 'authorization').length > 1)
    return problem(400, 'Expected at most one Authorization');
  return undefined;
}

/** Returns all values of a header; `headers` has only the first of some. */
function valuesOf(rawHeaders: readonly string[], name: string): readonly string[] {
  return rawHeaders.filter(
    (_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name,
  );
}
