import { findViolation, type FindViolation } from '../find-violation.ts';

/**
 * Finds a violation in the head of a request of HTTP/2 that nghttp2 accepts: the rules are those of
 * HTTP/1.1, in whose form the head is. The parser of HTTP/1.1 accepts `HTTP/2.0` in a request line, so the
 * version alone does not say which of them a request came by.
 */
export const findStreamViolation: FindViolation = ({ method, url, rawHeaders }, limits) =>
  findViolation({ method, url, httpVersion: '1.1', rawHeaders }, limits);
