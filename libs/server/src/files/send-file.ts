import type { Request, Response } from 'express';
import { answerStatus } from '../http/answer/answer.ts';
import { evaluateConditions, isRangeWanted } from './conditions.ts';
import type { Representation } from './describe-file.ts';
import { parseRange, type ByteRange } from './parse-range.ts';

/** Sends a part of a file as the body of an answer whose head is written. */
export type SendPart = (response: Response, part: ByteRange) => void | Promise<void>;

export interface SendFileOptions {
  readonly representation: Representation;
  readonly sendPart: SendPart;
  readonly now: () => Date;
}

/** Answers with a file, a range of it, or the status that explains why not: RFC 9110, sections 13 and 14. */
export function sendFile(
  request: Request,
  response: Response,
  options: SendFileOptions,
): void | Promise<void> {
  response.exchange.answerKind = 'file';
  if (!isQualified(request)) return sendWhole(request, response, options);
  const { representation, sendPart, now } = options;
  const verdict = evaluateConditions(request.headers, representation, now());
  if (verdict === 'failed') {
    answerStatus(request, response, 412);
    return undefined;
  }
  if (verdict === 'not modified') {
    response.writeHead(304, representation.knownFields as string[]).end();
    return undefined;
  }
  const range = rangeOf(request, representation);
  if (range === undefined) return sendWhole(request, response, options);
  const { sizeBytes, partFields } = representation;
  if (range === 'unsatisfiable') {
    response.setHeader('Content-Range', `bytes */${sizeBytes}`);
    answerStatus(request, response, 416);
    return undefined;
  }
  const last = range.start + range.length - 1;
  const length = ['Content-Length', String(range.length)];
  const place = ['Content-Range', `bytes ${range.start}-${last}/${sizeBytes}`];
  response.writeHead(206, [...partFields, ...length, ...place]);
  return sendPart(response, range);
}

/** Returns whether a request has a field that can make the answer another one than the whole file. */
function isQualified({ headers }: Request): boolean {
  return (
    headers['if-none-match'] !== undefined ||
    headers['if-modified-since'] !== undefined ||
    headers.range !== undefined ||
    headers['if-match'] !== undefined ||
    headers['if-unmodified-since'] !== undefined
  );
}

function sendWhole(
  request: Request,
  response: Response,
  { representation, sendPart }: SendFileOptions,
): void | Promise<void> {
  response.writeHead(200, representation.wholeFields as string[]);
  if (request.method !== 'HEAD')
    return sendPart(response, { start: 0, length: representation.sizeBytes });
  response.end();
  return undefined;
}

function rangeOf(
  request: Request,
  { etag, sizeBytes, hasRanges }: Representation,
): ByteRange | 'unsatisfiable' | undefined {
  const { range } = request.headers;
  // A range is ignored for HEAD: RFC 9110, section 14.2.
  if (range === undefined || request.method !== 'GET' || !hasRanges) return undefined;
  return isRangeWanted(request.get('If-Range'), etag) ? parseRange(range, sizeBytes) : undefined;
}
