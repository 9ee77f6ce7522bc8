import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Log } from '../log/log.ts';

export interface RequestLogOptions {
  readonly log: Log;
  readonly monotonicMs: () => number;
}

/** Logs one line when the request is over. Its query stays out: it may hold secrets. */
export function logRequest(
  request: IncomingMessage,
  response: ServerResponse,
  { log, monotonicMs }: RequestLogOptions,
): void {
  const startMs = monotonicMs();
  const { method, url = '' } = request;
  response.once('close', () => {
    const [path] = url.split('?', 1);
    const durationMs = Math.round(monotonicMs() - startMs);
    const facts = { method, path, status: response.statusCode, durationMs };
    log.info(response.writableFinished ? facts : { ...facts, aborted: true }, 'request');
  });
}
