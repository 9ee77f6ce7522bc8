import { MASK } from '../../config/live-settings.ts';
import type { RecentExchange } from '../../http/observers/recent-exchanges.ts';

/** Request headers that describe the request and not the client; all others are omitted. */
const SHOWN_REQUEST_HEADERS = [
  'accept',
  'accept-encoding',
  'accept-language',
  'content-length',
  'content-type',
  'host',
  'if-modified-since',
  'if-none-match',
  'range',
  'user-agent',
];

/** Response headers that describe the response; a cookie or a location may contain secrets. */
const SHOWN_RESPONSE_HEADERS = [
  'allow',
  'cache-control',
  'connection',
  'content-encoding',
  'content-length',
  'content-range',
  'content-type',
  'etag',
  'last-modified',
  'retry-after',
  'transfer-encoding',
  'vary',
];

/** Describes an exchange in the format of Spring Boot Actuator's httpexchanges. */
export function describeExchange(exchange: RecentExchange & { readonly thread?: number }) {
  const { thread, endedMs, durationMs, method, target, rawHeaders, status, id, traceId } = exchange;
  return {
    timestamp: new Date(endedMs - durationMs).toISOString(),
    request: {
      method,
      uri: maskQuery(target),
      headers: pickHeaders(rawHeaders, SHOWN_REQUEST_HEADERS),
    },
    response: {
      status,
      headers: pickHeaders(fieldsOf(exchange.head ?? ''), SHOWN_RESPONSE_HEADERS),
    },
    phases: describePhases(exchange),
    timeTaken: `PT${(durationMs / 1_000).toFixed(3)}S`,
    route: exchange.route,
    requestId: id,
    traceId: traceId ?? null,
    ...(thread !== undefined && { thread }),
  };
}

/** Says where the time went, in milliseconds: receiving the body, in the handler, sending the answer. */
function describePhases({ bodyMs, handlerMs, durationMs }: RecentExchange) {
  const round = (ms: number): number => Math.round(ms * 100) / 100;
  const responseMs = round(durationMs - bodyMs - handlerMs);
  return { bodyMs: round(bodyMs), handlerMs: round(handlerMs), responseMs };
}

/** Keeps the names in a query and masks the values, which may be secrets. */
function maskQuery(target: string): string {
  const [path = '', ...query] = target.split('?');
  if (query.length === 0) return path;
  return `${path}?${query.join('?').replaceAll(/=[^&]*/g, `=${MASK}`)}`;
}

/** Returns alternating names and values of a response head, without the status line and the empty line. */
function fieldsOf(head: string): readonly string[] {
  return head
    .split('\r\n')
    .slice(1, -2)
    .flatMap((line) => [
      line.slice(0, line.indexOf(':')),
      line.slice(line.indexOf(':') + 1).trim(),
    ]);
}

function pickHeaders(
  rawHeaders: readonly string[],
  shown: readonly string[],
): Record<string, string[]> {
  const headers: Record<string, string[]> = {};
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]?.toLowerCase() ?? '';
    if (shown.includes(name)) (headers[name] ??= []).push(rawHeaders[index + 1] ?? '');
  }
  return headers;
}
