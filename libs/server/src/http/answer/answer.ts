import { STATUS_CODES } from 'node:http';
import type { Request, Response } from 'express';

export interface Answer {
  readonly status?: number;
  /** Names and values in turn, as `writeHead` takes them at the least cost. */
  readonly headers?: readonly string[];
  /** Renders the body for each media type on offer; the first is taken where Accept has no wish. */
  readonly bodies: Readonly<Record<string, () => string>>;
}

/** Answers with the body that the request prefers: RFC 9110, section 12.5.1. */
export function answer(
  request: Request,
  response: Response,
  { status = 200, headers = [], bodies }: Answer,
): void {
  const type = preferredType(request, Object.keys(bodies));
  const contentType = ['Content-Type', `${type}; charset=utf-8`];
  send(response, { status, headers: [...contentType, ...headers], body: bodies[type]?.() ?? '' });
}

const PROBLEM_TYPE = 'application/problem+json';
const REFUSAL_TYPES = ['text/plain', PROBLEM_TYPE, 'application/json'];
/** Nothing of an answer of ours is to be run or shown in a frame. */
const REFUSAL_POLICY = ['Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'"];

/**
 * Answers a refusal: its reason phrase as text or as a problem of RFC 9457 with the type
 * `about:blank`, and nothing of the request, which could be hostile.
 */
export function answerStatus(request: Request, response: Response, status: number): void {
  const title = STATUS_CODES[status] ?? 'Unknown';
  const isText = preferredType(request, REFUSAL_TYPES) === 'text/plain';
  const type = isText ? 'text/plain; charset=utf-8' : PROBLEM_TYPE;
  const problem = { title, status, requestId: response.exchange.id };
  send(response, {
    status,
    headers: ['Content-Type', type, ...REFUSAL_POLICY],
    body: isText ? `${title}\n` : JSON.stringify(problem),
  });
}

/** Answers 405 with the methods that work: RFC 9110, section 15.5.6. */
export function answerReadOnly(request: Request, response: Response): void {
  response.set('Allow', 'GET, HEAD');
  answerStatus(request, response, 405);
}

function preferredType(request: Request, types: readonly string[]): string {
  const { accept = '*/*' } = request.headers;
  const [first = ''] = types;
  return accept === '*/*' ? first : request.accepts([...types]) || first;
}

interface RenderedBody {
  readonly status: number;
  readonly headers: readonly string[];
  readonly body: string;
}

/** Head and body leave in one piece: a string is joined to the head, a Buffer would be a second write. */
function send(response: Response, { status, headers, body }: RenderedBody): void {
  if (response.hasHeader('Vary')) response.vary('Accept');
  const vary = response.getHeader('Vary') ?? 'Accept';
  const length = Buffer.byteLength(body); // Node adds none to an answer to HEAD
  const described = ['Vary', String(vary), 'Content-Length', String(length)];
  response.writeHead(status, [...headers, ...described]).end(body);
}
