import { STATUS_CODES } from 'node:http';
import type { Request, Response } from 'express';

export interface Answer {
  readonly status?: number;
  /** Renders the body for each media type on offer; the first is taken where Accept has no wish. */
  readonly bodies: Readonly<Record<string, () => string>>;
}

/** Answers with the body that the request prefers: RFC 9110, section 12.5.1. */
export function answer(
  request: Request,
  response: Response,
  { status = 200, bodies }: Answer,
): void {
  const types = Object.keys(bodies);
  const type = request.accepts(types) || types[0] || '';
  const body = Buffer.from(bodies[type]?.() ?? '');
  // Node's setHeader(): Express's set() reads the table of all media types to check the one it is given.
  response
    .status(status)
    .vary('Accept')
    .setHeader('Content-Type', `${type}; charset=utf-8`)
    .setHeader('Content-Length', body.byteLength) // Node adds none to an answer to HEAD
    .setHeader('X-Content-Type-Options', 'nosniff');
  response.end(body);
}

/** Answers a refusal: its reason phrase and nothing of the request, which could be hostile. */
export function answerStatus(request: Request, response: Response, status: number): void {
  const title = STATUS_CODES[status] ?? 'Unknown';
  answer(request, response, {
    status,
    bodies: {
      'text/plain': () => `${title}\n`,
      'application/json': () => JSON.stringify({ status, title }),
    },
  });
}

/** Answers 405 with the methods that work: RFC 9110, section 15.5.6. */
export function answerReadOnly(request: Request, response: Response): void {
  response.set('Allow', 'GET, HEAD');
  answerStatus(request, response, 405);
}
