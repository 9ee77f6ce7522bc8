import type { ServerResponse } from 'node:http';

/** Headers of the one body that they were set for: RFC 9110, sections 8 and 14, and RFC 9530. */
const OF_BODY = [
  'accept-ranges',
  'content-digest',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-length',
  'content-location',
  'content-type',
  'etag',
  'expires',
  'last-modified',
  'repr-digest',
  'trailer',
  'transfer-encoding',
];

const FRAMING: ReadonlySet<string> = new Set([
  'content-encoding',
  'content-length',
  'trailer',
  'transfer-encoding',
]);

/** Of all caches, and of those that a server addresses apart: RFC 9213, and the older one of CDNs. */
const CACHE_FIELD = /^(?:.+-)?cache-control$|^surrogate-control$/;

/** Allows caches to keep an answer: RFC 9111, section 5.2.2, and RFC 8246. */
const LIFETIME = /^(?!.*no-store).*(?:(?:s-max|max-)age\s*=\s*"?0*[1-9]|immutable)/i;

/**
 * Removes the headers that describe a body which is not sent, once another answer takes its place. All
 * others stay, so that a browser may read the answer (CORS) and a client knows when to return.
 *
 * Express keeps validators and lifetimes too, with which a cache would keep a failure for as long as the
 * page that failed.
 *
 * @param status The status of the answer; the Content-Range of a 416 states the size of the file.
 */
export function forgetBody(response: ServerResponse, status: number): void {
  for (const name of OF_BODY) response.removeHeader(name);
  if (status !== 416) response.removeHeader('content-range');
  for (const name of response.getHeaderNames())
    if (CACHE_FIELD.test(name) && LIFETIME.test(String(response.getHeader(name))))
      response.removeHeader(name);
}

/**
 * Returns whether a header says how to read the body, which is decided where the body is sent: RFC 9112,
 * section 6, and RFC 9110, section 8.4.
 */
export function isFraming(name: string): boolean {
  return FRAMING.has(name.toLowerCase());
}
