import type { Request, Response } from 'express';
import type { Log } from '../log/log.ts';
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
  answerStatus(request, response, status);
}

export interface Failure {
  /** What a handler threw or passed on; undefined or null where none took the request. */
  readonly error: unknown;
  readonly log: Log;
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
