import type { IncomingHttpHeaders } from 'node:http';
import { parseHttpDate } from './parse-http-date.ts';

/** The validators of a representation, which distinguish one state of it from another. */
export interface Validators {
  /** Strong entity tag, quotes included. */
  readonly etag: string;
  /** Milliseconds since the epoch, whole seconds; undefined if unknown. */
  readonly modifiedMs: number | undefined;
}

/** The result of a request's conditions: perform its method, or answer 304 or 412. */
export type Verdict = 'perform' | 'not modified' | 'failed';

/**
 * Evaluates the conditions of a GET or HEAD in the order of RFC 9110, section 13.2.2. A malformed
 * date, and any date if the file has none, is ignored: sections 13.1.3 and 13.1.4.
 */
export function evaluateConditions(
  headers: IncomingHttpHeaders,
  { etag, modifiedMs }: Validators,
  now: Date,
): Verdict {
  const isUnchangedSince = (date: string | undefined): boolean | undefined => {
    const sinceMs = date === undefined ? undefined : parseHttpDate(date, now);
    return sinceMs === undefined || modifiedMs === undefined ? undefined : modifiedMs <= sinceMs;
  };
  const match = headers['if-match'];
  const isAsMeant =
    match === undefined
      ? isUnchangedSince(headers['if-unmodified-since'])
      : isWildcard(match) || entityTags(match).includes(etag);
  if (isAsMeant === false) return 'failed';
  const noneMatch = headers['if-none-match'];
  const isKnown =
    noneMatch === undefined
      ? isUnchangedSince(headers['if-modified-since'])
      : isWildcard(noneMatch) || entityTags(noneMatch).some((tag) => isSameWeakly(tag, etag));
  return isKnown === true ? 'not modified' : 'perform';
}

/**
 * Returns whether the client's part is of the current state, so that a range can complete it: RFC 9110,
 * section 13.1.5. A date never proves that, because tools can set it; and a client that has a tag must not send one.
 */
export function isRangeWanted(ifRange: string | undefined, etag: string): boolean {
  return ifRange === undefined || ifRange === etag;
}

function isWildcard(field: string): boolean {
  return field.trim() === '*';
}

/** Returns the entity tags of a list, weak ones with `W/`: RFC 9110, section 8.8.3. Skips anything else. */
function entityTags(list: string): readonly string[] {
  return list.match(/(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"/g) ?? [];
}

function isSameWeakly(tag: string, etag: string): boolean {
  return tag === etag || tag === `W/${etag}`;
}
