import type { Attributes } from '@opentelemetry/api';
import type { Request } from 'express';

/** RFC 9110, PATCH of RFC 5789 and QUERY: what the semantic conventions call known. */
const KNOWN_METHODS: ReadonlySet<string> = new Set(
  'CONNECT DELETE GET HEAD OPTIONS PATCH POST PUT QUERY TRACE'.split(' '),
);

/** The first word of a span's name; a method that few know would make names of its own. */
export function methodOf({ method }: Request): string {
  return KNOWN_METHODS.has(method) ? method : 'HTTP';
}

/**
 * What is known of a request when it arrives, by OpenTelemetry's semantic conventions for HTTP
 * servers. The query stays out: it may hold secrets.
 */
export function describeRequest(request: Request): Attributes {
  const { method, url, httpVersion, headers } = request;
  const [path] = url.split('?', 1);
  const isKnown = KNOWN_METHODS.has(method);
  return {
    'http.request.method': isKnown ? method : '_OTHER',
    'http.request.method_original': isKnown ? undefined : method,
    'url.scheme': request.protocol,
    'url.path': path,
    'server.address': request.hostname,
    'client.address': request.ip,
    'network.protocol.version': httpVersion,
    'user_agent.original': headers['user-agent'],
  };
}
