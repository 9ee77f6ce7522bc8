import { STATUS_CODES, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { errnoOf } from '../world/faults/fault.ts';
import type { Metrics } from '../telemetry/metrics/metrics.ts';
import { closeAfter, refuse, refuseConnection } from './refuse.ts';

/** What the listener needs. */
export interface ParseErrorOptions {
  readonly metrics: Metrics;
  readonly now: () => Date;
}

/**
 * Creates the listener for `clientError`, which answers with the same statuses as node:http does without
 * a listener, and counts the errors.
 */
export function createParseErrorListener({ metrics, now }: ParseErrorOptions) {
  const parseErrors = metrics.counter({
    name: 'http.server.parse_errors',
    unit: '{error}',
    description: 'Requests rejected by the HTTP parser, by error code.',
  });
  return (error: Error, stream: Duplex): void => {
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- node:http's types are wider than what it emits
    const socket = stream as Socket;
    const code = errnoOf(error) ?? '';
    if (socket.isRefused) return; // input after the last answer is discarded
    if (code.startsWith('HPE_')) parseErrors({ 'error.type': code }).add(1);
    const status = STATUS_OF_CODE[code] ?? 400;
    const response = socket.lastResponse;
    if (response?.writableFinished === false) endConnection(response, status);
    else if (socket.writable) refuseConnection(socket, render(status, now()));
    else socket.destroy();
  };
}

/** A complete last request gets its answer, and the malformed input after it none; an incomplete one is itself malformed. */
function endConnection({ req, exchange }: ServerResponse, status: number): void {
  if (req.complete) closeAfter(exchange);
  else refuse(exchange, { status });
}

/** The same as in `socketOnError` of node:http. */
const STATUS_OF_CODE: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/** Renders an answer as text: the parser found no request, so there is no Accept to negotiate with. */
function render(status: number, time: Date): string {
  const title = STATUS_CODES[status] ?? '';
  return [
    `HTTP/1.1 ${status} ${title}`,
    `Date: ${time.toUTCString()}`,
    'Connection: close',
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${title.length + 1}`,
    'X-Content-Type-Options: nosniff',
    '',
    `${title}\n`,
  ].join('\r\n');
}
