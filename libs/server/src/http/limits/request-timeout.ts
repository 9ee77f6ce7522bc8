import type { Exchange } from '../exchange.ts';

/**
 * Returns whether a request of HTTP/2 has not arrived as a whole for too long; node:http enforces the same
 * on connections of HTTP/1.1.
 */
export function isRequestLate(
  { request, startMs }: Exchange,
  nowMs: number,
  limitMs: number,
): boolean {
  return request.httpVersionMajor === 2 && !request.complete && nowMs - startMs > limitMs;
}
