import type { Exchange } from '../exchange.ts';
import { allowsTransform, isCompressible } from './is-compressible.ts';
import type { Coding } from './parse-accept-encoding.ts';

/** What is known of an answer before its head is written. */
export interface PlannedAnswer {
  readonly exchange: Exchange;
  readonly status: number;
  /** Returns a header field of the answer by its name in lower case; undefined if there is none. */
  readonly fieldOf: (name: string) => string | undefined;
  /** Bytes of the body; undefined if unknown. */
  readonly lengthBytes: number | undefined;
  /** Codings that the client prefers to the plain bytes, best first. */
  readonly codings: readonly Coding[];
}

/**
 * How to send an answer: as it is, as it is although it depends on Accept-Encoding, as the confirmation of what
 * a client has, or compressed.
 */
export type Plan = 'as it is' | 'varies' | 'confirms' | Coding;

/** Fields that say something about the very bytes, which would be wrong of others: RFC 9110, 14.4, RFC 9530, RFC 1864. */
const OF_THE_BYTES = ['content-range', 'content-digest', 'repr-digest', 'digest', 'content-md5'];

/** Decides how to send an answer. */
export function planCoding(answer: PlannedAnswer, minBytes: number): Plan {
  const { exchange, status, fieldOf, codings } = answer;
  if (exchange.answerKind === 'file' || hasOwnForm(answer)) return 'as it is';
  if (status === 304) return codings.length > 0 ? 'confirms' : 'varies';
  const type = fieldOf('content-type');
  if (type === undefined || !isCompressible(type)) return 'as it is';
  if ((lengthOf(answer) ?? Infinity) < Math.max(1, minBytes)) return 'as it is';
  // Without chunks, the end of the connection would be that of the body: RFC 9112, section 6.3.
  if (exchange.request.httpVersion === '1.0') return 'varies';
  return codings[0] ?? 'varies';
}

/** Returns whether an answer has no body to compress, or one that the application has decided the form of. */
function hasOwnForm({ status, fieldOf }: PlannedAnswer): boolean {
  return (
    status < 200 ||
    status === 204 ||
    status === 205 ||
    status === 206 ||
    fieldOf('content-encoding') !== undefined ||
    !allowsTransform(fieldOf('cache-control') ?? '') ||
    OF_THE_BYTES.some((name) => fieldOf(name) !== undefined)
  );
}

function lengthOf({ fieldOf, lengthBytes }: PlannedAnswer): number | undefined {
  const stated = fieldOf('content-length');
  return stated === undefined ? lengthBytes : Number(stated);
}
