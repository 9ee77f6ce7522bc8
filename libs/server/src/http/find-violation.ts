import type { Settings } from '../config/settings.ts';

/** The head of a request as node:http parses it. */
export interface RequestHead {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly httpVersion: string;
  /** Names and values alternately, duplicates included. */
  readonly rawHeaders: readonly string[];
}

/** The settings that limit a head. */
export type HeadLimits = Pick<Settings, 'maxHeaders' | 'maxTargetBytes' | 'maxBodyBytes'>;

/** Why a request is refused before the application sees it. */
export interface Violation {
  readonly status: number;
  /** One word of a closed set, for `error.type`. */
  readonly reason: string;
}

/** Returns why a request is refused; undefined if it is not. */
export type FindViolation = (request: RequestHead, limits: HeadLimits) => Violation | undefined;

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
 * Finds a violation of RFC 9112, or of our limits, that node:http's parser accepts. Runs for every
 * request: one pass over the headers, and no allocation for a valid request.
 */
export function findViolation(request: RequestHead, limits: HeadLimits): Violation | undefined {
  const { method, url = '', httpVersion, rawHeaders } = request;
  // The parser accepts 0.9, 1.0, 1.1 and 2.0; HTTP/2 has no request line of this form: RFC 9113, 3.4
  const isCurrent = httpVersion === '1.1';
  if (!isCurrent && httpVersion !== '1.0') return VERSION;
  if (method === 'TRACE') return METHOD; // it would echo credentials: RFC 9110, 9.3.8
  if (url.length > limits.maxTargetBytes) return TARGET_LENGTH;
  if (rawHeaders.length > 2 * limits.maxHeaders) return HEADER_COUNT;
  let host: string | undefined;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    const value = rawHeaders[index + 1] ?? '';
    // The length alone excludes nearly every header.
    switch (name.length) {
      case 4:
        if (name !== 'Host' && name.toLowerCase() !== 'host') break;
        if (host !== undefined) return HOST; // even with the same value: RFC 9112, 3.2
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

/** RFC 3986, 3.2.2 and 3.2.3, without the comma, by which some proxies join two Hosts. */
const HOST_SYNTAX =
  /^(?:(?:[A-Za-z0-9\-._~!$&'()*+;=]|%[0-9A-Fa-f]{2})+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{0,5})?$/;

/** `chunked` must come last: RFC 9112, 6.3. No other coding is supported: RFC 9112, 6.1. */
function violationOfCodings(value: string): Violation {
  return /,[ \t]*chunked$/i.test(value) ? TRANSFER_CODING : TRANSFER_ENCODING;
}

/** Accepts the forms of RFC 9112, 3.2: origin, absolute, and `*` for OPTIONS; CONNECT is never passed here. */
function isTargetOf(method: string | undefined, url: string, host: string | undefined): boolean {
  if (url.includes('#')) return false;
  if (url.startsWith('/')) return true;
  if (url === '*') return method === 'OPTIONS';
  const authority = ABSOLUTE_FORM.exec(url)?.[1]?.toLowerCase();
  // If they differ the target applies, RFC 9112, 3.2.2, but a cache in front may use Host: refused.
  return authority !== undefined && (host === undefined || authority === host.toLowerCase());
}

const ABSOLUTE_FORM = /^https?:\/\/([^/?]+)/i;
