import type { Request, Response } from 'express';
import type { Log } from '../../telemetry/log/log.ts';
import { allowedMethods } from './allowed-methods.ts';
import { answerStatus } from './answer.ts';

/**
 * Ends a request that no handler ended. Stands in for Express's own last handler, which writes HTML
 * with the path in it, and outside production the stack.
 */
export function answerFailure(request: Request, response: Response, failure: Failure): void {
  const { error, log } = failure;
  const status = statusOf(error);
  if (status >= 500) log.error({ err: error }, 'request failed');
  if (response.headersSent) {
    response.destroy(); // a cut answer must not look like a whole one
    return;
  }
  forgetHeaders(response);
  if (status !== 404 || error) answerStatus(request, response, status);
  else answerUnrouted(request, response);
}

export interface Failure {
  /** What a handler threw or passed on; undefined or null where none took the request. */
  readonly error: unknown;
  readonly log: Log;
}

/** Answers 405 where other methods of the path are routed: RFC 9110, section 15.5.6; else 404. */
function answerUnrouted(request: Request, response: Response): void {
  const allowed = allowedMethods(request.app.router, request.path);
  if (allowed.length > 0) response.setHeader('Allow', allowed.join(', '));
  answerStatus(request, response, allowed.length > 0 ? 405 : 404);
}

/** The status of an error that carries one, as those of Express and its parts do. */
function statusOf(error: unknown): number {
  if (error === undefined || error === null) return 404;
  const status = error instanceof Error && 'status' in error ? error.status : undefined;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
}

/** Drops what described the body that is not coming; Content-Range tells a 416 the size to ask within. */
function forgetHeaders(response: Response): void {
  for (const name of response.getHeaderNames())
    if (name !== 'content-range') response.removeHeader(name);
}
