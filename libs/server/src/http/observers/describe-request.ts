import type { Attributes } from '@opentelemetry/api';
import type { Request } from 'express';
import { protocolVersionOf } from './protocol-version.ts';

/** The known methods of the semantic conventions: RFC 9110, PATCH of RFC 5789, and QUERY. */
const KNOWN_METHODS: ReadonlySet<string> = new Set(
  'CONNECT DELETE GET HEAD OPTIONS PATCH POST PUT QUERY TRACE'.split(' '),
);

/** Returns the first word of a span's name; unknown methods share one, so that clients cannot create names. */
export function methodOf({ method }: Request): string {
  return KNOWN_METHODS.has(method) ? method : 'HTTP';
}

/**
 * Returns the attributes that are known when a request arrives, by OpenTelemetry's semantic conventions
 * for HTTP servers. The query is left out: it may contain secrets.
 */
export function describeRequest(request: Request): Attributes {
  const { method, url, headers } = request;
  const [path] = url.split('?', 1);
  const isKnown = KNOWN_METHODS.has(method);
  return {
    'http.request.method': isKnown ? method : '_OTHER',
    'http.request.method_original': isKnown ? undefined : method,
    'url.scheme': request.protocol,
    'url.path': path,
    'server.address': request.hostname,
    'client.address': request.ip,
    'network.protocol.version': protocolVersionOf(request),
    'user_agent.original': headers['user-agent'],
  };
}
