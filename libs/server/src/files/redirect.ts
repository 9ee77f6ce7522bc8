import type { Request, Response } from 'express';
import { answerStatus } from '../http/answer/answer.ts';

export interface Redirect {
  readonly status: 301 | 302 | 303 | 307 | 308;
  readonly target: string;
}

/** Redirects, with the query of the request unless the target says what follows its path. */
export function redirect(request: Request, response: Response, { status, target }: Redirect): void {
  const queryStart = /[?#]/.test(target) ? -1 : request.url.indexOf('?');
  const query = queryStart === -1 ? '' : request.url.slice(queryStart);
  response.setHeader('Location', target + query);
  answerStatus(request, response, status);
}
