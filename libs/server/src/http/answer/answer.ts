import { STATUS_CODES } from 'node:http';
import type { Request, Response } from 'express';
import { reuseFields } from '../reused-fields.ts';
import { preferredType } from './preferred-type.ts';

/** An answer in one of several media types. */
export interface Answer {
  readonly status?: number;
  /** Names and values alternately, the cheapest form for `writeHead`. */
  readonly headers?: readonly string[];
  /** Renders the body for each available media type; the first is used if Accept states no preference. */
  readonly bodies: Readonly<Record<string, () => string>>;
}

const NO_HEADERS: readonly string[] = [];

/** Answers with the body of the media type that the client prefers: RFC 9110, section 12.5.1. */
export function answer(
  request: Request,
  response: Response,
  { status = 200, headers = NO_HEADERS, bodies }: Answer,
): void {
  const types = Object.keys(bodies) as [string, ...string[]];
  const type = preferredType(request.headers.accept, types);
  send(response, {
    status,
    contentType: `${type}; charset=utf-8`,
    headers,
    body: bodies[type]?.() ?? '',
  });
}

const PROBLEM_TYPE = 'application/problem+json';
const REFUSAL_TYPES = ['text/plain', PROBLEM_TYPE, 'application/json'] as const;
/** A browser must neither execute a refusal nor show it in a frame. */
const REFUSAL_POLICY = ['Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'"];

/**
 * Answers with a status: its reason phrase as text or as a problem of RFC 9457 with the type
 * `about:blank`, and nothing from the request, which could be hostile.
 */
export function answerStatus(request: Request, response: Response, status: number): void {
  const title = STATUS_CODES[status] ?? 'Unknown';
  const isText = preferredType(request.headers.accept, REFUSAL_TYPES) === 'text/plain';
  const type = isText ? 'text/plain; charset=utf-8' : PROBLEM_TYPE;
  const problem = { title, status, requestId: response.exchange.id };
  response.statusMessage = title; // a handler may have set one for the answer that it did not send
  send(response, {
    status,
    contentType: type,
    headers: REFUSAL_POLICY,
    body: isText ? `${title}\n` : JSON.stringify(problem),
  });
}

/** Answers 405 and allows GET and HEAD: RFC 9110, section 15.5.6. */
export function answerReadOnly(request: Request, response: Response): void {
  response.set('Allow', 'GET, HEAD');
  answerStatus(request, response, 405);
}

/** Answers `OPTIONS *`, which asks whether the server as a whole is there, as Go does: RFC 9110, section 9.3.7. */
export function answerServerOptions(response: Response): void {
  response.writeHead(200, ['Content-Length', '0']).end();
}

interface RenderedBody {
  readonly status: number;
  readonly contentType: string;
  /** Names and values alternately. */
  readonly headers: readonly string[];
  readonly body: string;
}

/**
 * Sends head and body in one piece: node:http joins a string to the head, but writes a Buffer separately.
 * A text of ASCII, which has as many bytes as characters, is written without encoding it.
 */
function send(response: Response, rendered: RenderedBody): void {
  const { status, body } = rendered;
  const length = Buffer.byteLength(body); // node:http sets none on an answer to HEAD
  const encoding = length === body.length ? 'latin1' : 'utf8';
  if (response.hasHeader('Vary')) response.vary('Accept');
  const vary = response.getHeader('Vary');
  const fields =
    vary === undefined
      ? plainFieldsOf(rendered, length)
      : listFields(rendered, { vary: String(vary), length });
  response.writeHead(status, fields as string[]).end(body, encoding);
}

interface LatestFields {
  readonly contentType: string;
  readonly length: number;
  readonly fields: readonly string[];
}

const latest = new WeakMap<readonly string[], LatestFields>();

/** Returns the list of the fields of an answer; that of the latest one with the same headers if it is equal. */
function plainFieldsOf(rendered: RenderedBody, length: number): readonly string[] {
  const { contentType, headers } = rendered;
  const known = latest.get(headers);
  if (known?.contentType === contentType && known.length === length) return known.fields;
  const fields = reuseFields(listFields(rendered, { vary: 'Accept', length }));
  latest.set(headers, { contentType, length, fields });
  return fields;
}

function listFields(
  { contentType, headers }: RenderedBody,
  { vary, length }: { readonly vary: string; readonly length: number },
): readonly string[] {
  const described = ['Vary', vary, 'Content-Length', String(length)];
  return ['Content-Type', contentType].concat(headers, described);
}
