import type { RequestFields } from '../stream-surfaces.ts';

/** The head of a request of HTTP/2. */
export interface StreamHead extends RequestFields {
  /** Length of all names and values, as node:http counts a head. */
  readonly sizeBytes: number;
}

const COLON = 58;

/**
 * Reads the head of a request of HTTP/2 as one of HTTP/1.1: the pseudo-header fields become method, target
 * and Host. RFC 9113, section 8.3.1.
 *
 * A body without a length is announced as one in chunks, by which body parsers recognise it. A Host that
 * differs from `:authority` is kept as well, for which `findViolation` refuses the request.
 *
 * @param raw Names and values alternately, pseudo-header fields first.
 * @param hasBody Whether a body follows.
 */
export function readHead(raw: readonly string[], hasBody: boolean): StreamHead {
  let method = '';
  let path: string | undefined;
  let authority: string | undefined;
  let sizeBytes = 0;
  let index = 0;
  for (; raw[index]?.charCodeAt(0) === COLON; index += 2) {
    const name = raw[index] ?? '';
    const value = raw[index + 1] ?? '';
    sizeBytes += name.length + value.length;
    if (name === ':method') method = value;
    else if (name === ':path') path = value;
    else if (name === ':authority') authority = value;
  }
  const rawHeaders = authority === undefined ? [] : ['host', authority];
  let hasLength = false;
  for (; index < raw.length; index += 2) {
    const name = raw[index] ?? '';
    const value = raw[index + 1] ?? '';
    sizeBytes += name.length + value.length;
    if (name === 'content-length') hasLength = true;
    if (name !== 'host' || value !== authority) rawHeaders.push(name, value);
  }
  if (hasBody && !hasLength) rawHeaders.push('transfer-encoding', 'chunked');
  return { method, url: path ?? authority ?? '', rawHeaders, sizeBytes };
}
