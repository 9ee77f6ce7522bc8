import { STATUS_CODES, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';
import type { Reply } from './route.ts';

/** Headers of every response: no caching, no framing, no other origin, no type sniffing. */
const HEADERS = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

/** Sends a reply; Node omits the body for HEAD. */
export function sendReply(response: ServerResponse, reply: Reply): void {
  const { json, text, bytes = text, stream } = reply;
  const body = json === undefined ? bytes : `${JSON.stringify(json, undefined, 2)}\n`;
  const type = json === undefined ? 'text/plain; charset=utf-8' : 'application/json';
  const isEmpty = body === undefined && stream === undefined;
  response.statusCode = statusOf(reply);
  for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
  if (!isEmpty) response.setHeader('Content-Type', type);
  for (const [name, value] of Object.entries(reply.headers ?? {})) response.setHeader(name, value);
  if (stream === undefined) {
    if (body !== undefined) response.setHeader('Content-Length', Buffer.byteLength(body));
    response.end(body);
    return;
  }
  response.flushHeaders(); // the first line of a log stream may take a while
  pipeline(stream, response, () => undefined); // a client that disconnects ends the stream
}

/** Returns the status that a reply is sent with. */
export function statusOf({ status, json, text, bytes, stream }: Reply): number {
  const isEmpty = [json, text, bytes, stream].every((part) => part === undefined);
  return status ?? (isEmpty ? 204 : 200);
}

/** Creates a problem+json reply: RFC 9457. */
export function problem(status: number, detail?: string, headers?: Reply['headers']): Reply {
  const title = STATUS_CODES[status] ?? 'Unknown';
  return {
    status,
    headers: { 'Content-Type': 'application/problem+json', ...headers },
    json: { title, status, ...(detail !== undefined && { detail }) },
  };
}
