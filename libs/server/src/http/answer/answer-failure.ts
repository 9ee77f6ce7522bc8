import type { Request, Response } from 'express';
import { allowedMethods } from './allowed-methods.ts';
import { answerStatus } from './answer.ts';
import { forgetBody, isFraming } from './forget-body.ts';

/**
 * Answers a request that no handler answered, by the rules of Express's final handler: the status and
 * headers of the error, the status that the response had, headers that were set before. Replaces that
 * handler because its HTML contains the path and, outside production, the stack.
 *
 * @param error What a handler threw or passed to `next`; a falsy value if none handled the request, as for Express.
 * @see https://expressjs.com/en/guide/error-handling.html
 */
export function answerFailure(request: Request, response: Response, error: unknown): void {
  if (!error) {
    answerUnrouted(request, response);
    return;
  }
  const stated = statusOf(error);
  const status = stated ?? (isErrorStatus(response.statusCode) ? response.statusCode : 500);
  if (status >= 500) request.log.error({ err: error }, 'request failed');
  if (response.headersSent) {
    response.destroy(); // a cut answer must not look complete
    return;
  }
  forgetBody(response, status);
  if (stated !== undefined) addHeadersOf(error, request, response);
  answerStatus(request, response, status);
}

/**
 * Answers 405 if the path has routes only for other methods, RFC 9110, section 15.5.6, and otherwise 404:
 * a route for the method that passed the request on allows it.
 */
function answerUnrouted(request: Request, response: Response): void {
  if (response.headersSent) return; // a handler that answers and calls next() too, as Express allows
  forgetBody(response, 404);
  const allowed = allowedMethods(request.app.router, request.path);
  const isRefused = allowed.length > 0 && !allowed.includes(request.method);
  if (isRefused) response.setHeader('Allow', allowed.join(', '));
  answerStatus(request, response, isRefused ? 405 : 404);
}

/** Returns the status that an error states, as those of Express and its packages do. */
function statusOf(error: unknown): number | undefined {
  return [fieldOf(error, 'status'), fieldOf(error, 'statusCode')].find(isErrorStatus);
}

function isErrorStatus(status: unknown): status is number {
  return typeof status === 'number' && Number.isInteger(status) && status >= 400 && status < 600;
}

/** A handler may throw anything, such as a plain object. */
function fieldOf(error: unknown, name: string): unknown {
  return typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
}

/** One header that cannot be sent must not cost the client the others and the status. */
function addHeadersOf(error: unknown, request: Request, response: Response): void {
  const headers = fieldOf(error, 'headers');
  if (typeof headers !== 'object' || headers === null) return;
  for (const [name, value] of Object.entries(headers)) {
    if (isFraming(name)) continue;
    try {
      response.setHeader(name, value as string);
    } catch (err) {
      request.log.error({ err }, 'header of an error left out');
    }
  }
}
