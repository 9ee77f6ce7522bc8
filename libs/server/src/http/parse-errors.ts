import { STATUS_CODES, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { errnoOf } from '../world/faults/fault.ts';
import type { Metrics } from '../telemetry/metrics/metrics.ts';
import { closeAfter, refuse, refuseConnection } from './refuse.ts';

export interface ParseErrorOptions {
  readonly metrics: Metrics;
  readonly now: () => Date;
}

/**
 * Creates the listener for `clientError`: what node:http does without one, which answers with the
 * same statuses, and a count of it.
 */
export function createParseErrorListener({ metrics, now }: ParseErrorOptions) {
  const parseErrors = metrics.counter({
    name: 'http.server.parse_errors',
    unit: '{error}',
    description: 'Requests that the HTTP parser gave up, by its code.',
  });
  return (error: Error, stream: Duplex): void => {
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- node:http's types are wider than what it emits
    const socket = stream as Socket;
    const code = errnoOf(error) ?? '';
    if (socket.isRefused) return; // what follows the last answer is no request
    if (code.startsWith('HPE_')) parseErrors({ 'error.type': code }).add(1);
    const status = STATUS_OF_CODE[code] ?? 400;
    const response = socket.lastResponse;
    if (response?.writableFinished === false) endConnection(response, status);
    else if (socket.writable) refuseConnection(socket, render(status, now()));
    else socket.destroy();
  };
}

/** Where the last request is whole it gets its answer, and what follows it none; else it is the one at fault. */
function endConnection({ req, exchange }: ServerResponse, status: number): void {
  if (req.complete) closeAfter(exchange);
  else refuse(exchange, { status });
}

/** As `socketOnError` of node:http has it. */
const STATUS_OF_CODE: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/** An answer without a request: the parser found none, so there is no Accept to follow. */
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
