import type { Settings } from '../config/settings.ts';

/** The head of a request as node:http hands it over. */
export interface RequestHead {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly httpVersion: string;
  /** Names and values in turn, duplicates kept. */
  readonly rawHeaders: readonly string[];
}

export type HeadLimits = Pick<Settings, 'maxHeaders' | 'maxTargetBytes' | 'maxBodyBytes'>;

/** Why a request is refused before anything looks at it. */
export interface Violation {
  readonly status: number;
  /** One word of a closed set, for `error.type`. */
  readonly reason: string;
}

const VERSION = { status: 505, reason: 'http_version' };
const METHOD = { status: 501, reason: 'method' };
const TARGET = { status: 400, reason: 'target' };
const TARGET_LENGTH = { status: 414, reason: 'target_length' };
const HEADER_COUNT = { status: 431, reason: 'header_count' };
const HOST = { status: 400, reason: 'host' };
const EXPECTATION = { status: 417, reason: 'expectation' };
const BODY_LENGTH = { status: 413, reason: 'body_length' };
const TRANSFER_ENCODING = { status: 400, reason: 'transfer_encoding' };
const TRANSFER_CODING = { status: 501, reason: 'transfer_coding' };

/**
 * Finds what RFC 9112 forbids, or our limits, and node:http's parser lets through. Runs for every
 * request: one pass over the headers, nothing allocated for a good one.
 */
export function findViolation(request: RequestHead, limits: HeadLimits): Violation | undefined {
  const { method, url = '', httpVersion, rawHeaders } = request;
  // The parser takes 0.9, 1.0, 1.1 and 2.0; the last is not written as a request line: RFC 9113, 3.4
  const isCurrent = httpVersion === '1.1';
  if (!isCurrent && httpVersion !== '1.0') return VERSION;
  if (method === 'TRACE') return METHOD; // it would echo credentials: RFC 9110, 9.3.8
  if (url.length > limits.maxTargetBytes) return TARGET_LENGTH;
  if (rawHeaders.length > 2 * limits.maxHeaders) return HEADER_COUNT;
  let host: string | undefined;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    const value = rawHeaders[index + 1] ?? '';
    // The length alone sorts out nearly every header.
    switch (name.length) {
      case 4:
        if (name !== 'Host' && name.toLowerCase() !== 'host') break;
        if (host !== undefined) return HOST; // the same value twice as well: RFC 9112, 3.2
        host = value;
        break;
      case 6:
        // Only 1.1 has expectations: RFC 9110, 10.1.1
        if (isCurrent && name.toLowerCase() === 'expect' && value.toLowerCase() !== '100-continue')
          return EXPECTATION;
        break;
      case 14:
        if (name.toLowerCase() === 'content-length' && Number(value) > limits.maxBodyBytes)
          return BODY_LENGTH;
        break;
      case 17:
        if (name.toLowerCase() !== 'transfer-encoding') break;
        if (!isCurrent) return TRANSFER_ENCODING; // RFC 9112, 6.1
        if (value.toLowerCase() !== 'chunked') return violationOfCodings(value);
    }
  }
  // A load balancer's check may be 1.0 and without Host; 1.1 must have one: RFC 9112, 3.2
  if (host === undefined ? isCurrent : !HOST_SYNTAX.test(host)) return HOST;
  return isTargetOf(method, url, host) ? undefined : TARGET;
}

/** RFC 3986, 3.2.2 and 3.2.3, less the comma, which joins two Hosts where a proxy folds them. */
const HOST_SYNTAX =
  /^(?:(?:[A-Za-z0-9\-._~!$&'()*+;=]|%[0-9A-Fa-f]{2})+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{0,5})?$/;

/** `chunked` must come last, RFC 9112, 6.3; before it we know no coding: RFC 9112, 6.1. */
function violationOfCodings(value: string): Violation {
  return /,[ \t]*chunked$/i.test(value) ? TRANSFER_CODING : TRANSFER_ENCODING;
}

/** The forms of RFC 9112, 3.2: origin, absolute, and `*` for OPTIONS; CONNECT never gets here. */
function isTargetOf(method: string | undefined, url: string, host: string | undefined): boolean {
  if (url.includes('#')) return false;
  if (url.startsWith('/')) return true;
  if (url === '*') return method === 'OPTIONS';
  const authority = ABSOLUTE_FORM.exec(url)?.[1]?.toLowerCase();
  // Where they differ the target wins, RFC 9112, 3.2.2; a cache in front may think otherwise: refused.
  return authority !== undefined && (host === undefined || authority === host.toLowerCase());
}

const ABSOLUTE_FORM = /^https?:\/\/([^/?]+)/i;
