import type { BigIntStats } from 'node:fs';
import { extname } from 'node:path';
import type { Response } from 'express';
import { reuseFields } from '../http/reused-fields.ts';
import type { ByteName } from './byte-name.ts';
import type { Validators } from './conditions.ts';
import type { FieldPolicy } from './field-policy.ts';
import { isText } from './is-text.ts';
import type { OpenEntry } from './open-below.ts';
import type { Coding } from '../http/compression/parse-accept-encoding.ts';
import { modifiedMsOf, validatorsOf } from './validators.ts';

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
export interface DescribedFile {
  /** The plain file or its sibling. */
  readonly file: OpenEntry;
  /** The plain file, which determines the media type if the name does not. */
  readonly plain: OpenEntry;
  /** Content coding of the sibling; undefined for the plain file. */
  readonly coding: Coding | undefined;
  /** Requested name, whose extension determines the media type if it is a known one. */
  readonly name: ByteName;
  readonly policy: FieldPolicy;
  readonly now: Date;
}

/** What an answer says of one state of a file. Header fields are names and values alternately, for `writeHead`. */
export interface Representation extends Validators {
  readonly sizeBytes: number;
  /** Whether a part of it may be asked for. */
  readonly hasRanges: boolean;
  /** Fields of 304, which any other answer of the file has too: RFC 9110, section 15.4.5. */
  readonly knownFields: readonly string[];
  /** Fields of an answer with a part of the file, except those of the part. */
  readonly partFields: readonly string[];
  /** Fields of an answer with the whole file. */
  readonly wholeFields: readonly string[];
}

/** Returns whether a file's description will have a date once that is no longer in the future. */
export function isDatedAhead(stats: BigIntStats, nowMs: number): boolean {
  return modifiedMsOf(stats, nowMs) !== modifiedMsOf(stats, Infinity);
}

/** Describes a file for answers. */
export async function describeFile(
  response: Response,
  { file, plain, coding, name, policy, now }: DescribedFile,
): Promise<Representation> {
  const validators = validatorsOf(file.stats, now.getTime());
  const { etag, modifiedMs } = validators;
  const sizeBytes = Number(file.stats.size);
  const { cacheControl, vary, fields } = policy;
  const knownFields = ['Cache-Control', cacheControl, 'ETag', etag, 'Vary', vary, ...fields];
  const partFields = ['Content-Type', policy.contentType ?? (await typeOf(response, plain, name))];
  if (coding !== undefined) partFields.push('Content-Encoding', coding);
  if (modifiedMs !== undefined)
    partFields.push('Last-Modified', new Date(modifiedMs).toUTCString());
  partFields.push('Accept-Ranges', 'bytes', ...knownFields);
  const wholeFields = [...partFields, 'Content-Length', String(sizeBytes)];
  reuseFields(knownFields);
  reuseFields(wholeFields);
  return { ...validators, sizeBytes, hasRanges: true, knownFields, partFields, wholeFields };
}

async function typeOf(response: Response, plain: OpenEntry, name: ByteName): Promise<string> {
  const type = knownTypeOf(response, name);
  if (type !== undefined) return type;
  return (await isText(plain.fd)) ? 'text/plain; charset=utf-8' : UNKNOWN_TYPE;
}

/** Returns the media type of a name by its extension; undefined if that is not a known one. */
export function knownTypeOf(response: Response, name: ByteName): string | undefined {
  const extension = extname(name);
  const type = String(response.type(extension).getHeader('Content-Type'));
  response.removeHeader('Content-Type');
  const isUnknown =
    type === UNKNOWN_TYPE && !BINARY_EXTENSIONS.has(extension.slice(1).toLowerCase());
  return isUnknown ? undefined : type;
}
