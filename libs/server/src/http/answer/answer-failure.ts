import type { Request, Response } from 'express';
import type { Log } from '../../telemetry/log/log.ts';
import { allowedMethods } from './allowed-methods.ts';
import { answerStatus } from './answer.ts';

/**
 * Answers a request that no handler answered. Replaces Express's final handler, which writes HTML that
 * contains the path and, outside production, the stack.
 */
export function answerFailure(request: Request, response: Response, failure: Failure): void {
  const { error, log } = failure;
  const status = statusOf(error);
  if (status >= 500) log.error({ err: error }, 'request failed');
  if (response.headersSent) {
    response.destroy(); // a cut answer must not look complete
    return;
  }
  forgetHeaders(response);
  if (status !== 404 || error) answerStatus(request, response, status);
  else answerUnrouted(request, response);
}

/** Why no handler answered. */
export interface Failure {
  /** What a handler threw or passed to `next`; undefined or null if none handled the request. */
  readonly error: unknown;
  readonly log: Log;
}

/** Answers 405 if the path has routes for other methods, RFC 9110, section 15.5.6, and otherwise 404. */
function answerUnrouted(request: Request, response: Response): void {
  const allowed = allowedMethods(request.app.router, request.path);
  if (allowed.length > 0) response.setHeader('Allow', allowed.join(', '));
  answerStatus(request, response, allowed.length > 0 ? 405 : 404);
}

/** Returns the 4xx status of an error that has one, as errors of Express and its packages do; otherwise 500. */
function statusOf(error: unknown): number {
  if (error === undefined || error === null) return 404;
  const status = error instanceof Error && 'status' in error ? error.status : undefined;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
}

/** Removes headers that described the body that is not sent; the Content-Range of a 416 states the size of the file. */
function forgetHeaders(response: Response): void {
  for (const name of response.getHeaderNames())
    if (name !== 'content-range') response.removeHeader(name);
}
