import { extname } from 'node:path';
import type { Request, Response } from 'express';
import { answerStatus } from '../http/answer/answer.ts';
import type { ByteName } from './byte-name.ts';
import { evaluateConditions, isRangeWanted, type Validators } from './conditions.ts';
import { isText } from './is-text.ts';
import type { OpenEntry } from './open-below.ts';
import type { Coding } from './parse-accept-encoding.ts';
import { parseRange, type ByteRange } from './parse-range.ts';
import { sendBytes } from './send-bytes.ts';
import { validatorsOf } from './validators.ts';

/** What Express sets for an extension that it does not know, and for BINARY_EXTENSIONS. */
const UNKNOWN_TYPE = 'application/octet-stream';
/**
 * Extensions that are known to have UNKNOWN_TYPE: the name says that the file is a download, even if it
 * begins like text, as an installer does that begins with a shell script.
 *
 * @see mime-db, which Express uses; it does not say which types it knows.
 */
export const BINARY_EXTENSIONS: ReadonlySet<string> = new Set(
  'bin bpk buffer deploy dist distz dms dump elc img lrf mar msm msp pkg so'.split(' '),
);

/** An open file and how to present it. */
export interface Representation {
  /** The plain file or its sibling. */
  readonly file: OpenEntry;
  /** The plain file, which determines the media type if the name does not. */
  readonly plain: OpenEntry;
  /** Content coding of the sibling; undefined for the plain file. */
  readonly coding: Coding | undefined;
  /** Requested name, whose extension determines the media type if it is a known one. */
  readonly name: ByteName;
  /** Value of Cache-Control. */
  readonly cacheControl: string;
  readonly now: Date;
}

/** Answers with a file, a range of it, or the status that explains why not: RFC 9110, sections 13 and 14. */
export async function sendFile(
  request: Request,
  response: Response,
  representation: Representation,
): Promise<void> {
  const { file, cacheControl, now } = representation;
  const validators = validatorsOf(file.stats, now.getTime());
  const verdict = evaluateConditions(request.headers, validators, now);
  if (verdict === 'failed') {
    answerStatus(request, response, 412);
    return;
  }
  const range = verdict === 'perform' ? rangeOf(request, file, validators) : undefined;
  if (range === 'unsatisfiable') {
    response.setHeader('Content-Range', `bytes */${file.stats.size}`);
    answerStatus(request, response, 416);
    return;
  }
  // Sent with 304 as well as with the full answer: RFC 9110, section 15.4.5.
  response
    .setHeader('Cache-Control', cacheControl)
    .setHeader('ETag', validators.etag)
    .setHeader('Vary', 'Accept-Encoding');
  if (verdict === 'not modified') response.status(304).end();
  else await sendBody(request, response, { ...representation, ...validators, range });
}

function rangeOf(
  request: Request,
  { stats }: OpenEntry,
  { etag }: Validators,
): ByteRange | 'unsatisfiable' | undefined {
  const range = request.get('Range');
  const ifRange = request.get('If-Range');
  // A range is ignored for HEAD: RFC 9110, section 14.2.
  if (range === undefined || request.method !== 'GET' || !isRangeWanted(ifRange, etag))
    return undefined;
  return parseRange(range, Number(stats.size));
}

interface Body extends Representation, Validators {
  /** undefined for the whole file. */
  readonly range: ByteRange | undefined;
}

async function sendBody(request: Request, response: Response, body: Body): Promise<void> {
  const { file, plain, coding, name, modifiedMs, range } = body;
  const size = Number(file.stats.size);
  const part = range ?? { start: 0, length: size };
  response
    .type(extname(name))
    .setHeader('Accept-Ranges', 'bytes')
    .setHeader('Content-Length', part.length);
  const isUnknown =
    response.getHeader('Content-Type') === UNKNOWN_TYPE &&
    !BINARY_EXTENSIONS.has(extname(name).slice(1).toLowerCase());
  if (isUnknown && (await isText(plain.fd)))
    response.setHeader('Content-Type', 'text/plain; charset=utf-8');
  if (coding !== undefined) response.setHeader('Content-Encoding', coding);
  if (modifiedMs !== undefined)
    response.setHeader('Last-Modified', new Date(modifiedMs).toUTCString());
  if (range !== undefined) {
    const last = part.start + part.length - 1;
    response.status(206).setHeader('Content-Range', `bytes ${part.start}-${last}/${size}`);
  }
  if (request.method === 'HEAD') response.end();
  else await sendBytes(response, file.fd, part);
}
