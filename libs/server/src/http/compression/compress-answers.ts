import type { ServerResponse } from 'node:http';
import type { Settings } from '../../config/settings.ts';
import { createAcceptedCodings } from './accepted-codings.ts';
import { addVary, fieldsOf, weakenTag } from './answer-fields.ts';
import { createCompressedBody, type CompressedBody, type PlainMethods } from './compressed-body.ts';
import type { OpenCompressor } from './create-compressors.ts';
import type { Coding } from './parse-accept-encoding.ts';
import { planCoding } from './plan-coding.ts';
import { replaceMethods, type Planner } from './replace-methods.ts';

export interface CompressionOptions {
  /** The limit, which is read at each use. */
  readonly settings: Pick<Settings, 'compressionMinBytes'>;
  readonly open: OpenCompressor;
}

/**
 * Makes the answers that are created with a prototype compress what is written to them. The protocol does not
 * matter: only methods of an answer are used.
 */
export type CompressAnswers = (prototype: ServerResponse) => void;

/** Creates the compression of answers. All prototypes share its limits. */
export function createCompression({ settings, open }: CompressionOptions): CompressAnswers {
  const codingsOf = createAcceptedCodings();
  const plan: Planner['plan'] = (response, given, lengthBytes) => {
    // An answer of node:http itself, as past maxRequestsPerSocket, has no exchange.
    const { exchange } = response as Partial<Pick<ServerResponse, 'exchange'>>;
    if (exchange === undefined) return 'as it is';
    const { list: codings } = codingsOf(exchange.request.headers['accept-encoding']);
    const fieldOf = fieldsOf(response, given);
    const { statusCode: status } = response;
    const answer = { exchange, status, fieldOf, lengthBytes, codings };
    return planCoding(answer, settings.compressionMinBytes);
  };
  function compress(
    response: ServerResponse,
    coding: Coding,
    plain: PlainMethods,
  ): CompressedBody | undefined {
    const isStream = isLasting(response);
    const isBodiless = response.req.method === 'HEAD';
    const compressor = isBodiless ? undefined : open(coding, isStream);
    if (compressor === undefined && !isBodiless) return undefined;
    describeCoded(response, coding);
    if (compressor === undefined) return undefined;
    const onFailure = (error: Error): void => {
      fail(response, error);
    };
    return createCompressedBody(response, { compressor, plain, isFlushed: isStream, onFailure });
  }
  const apply: Planner['apply'] = (response, planned, plain) => {
    addVary(response);
    if (planned === 'confirms') weakenTag(response);
    if (planned === 'confirms' || planned === 'varies' || planned === 'as it is') return undefined;
    return compress(response, planned, plain);
  };
  return (prototype) => {
    replaceMethods(prototype, { plan, apply });
  };
}

/** Sets the fields of a compressed answer: its length is not known, and ranges would be those of the plain bytes. */
function describeCoded(response: ServerResponse, coding: Coding): void {
  response.setHeader('Content-Encoding', coding);
  response.removeHeader('Content-Length');
  response.removeHeader('Accept-Ranges');
  weakenTag(response);
}

/** Returns whether each write of an answer has to reach the client, because nobody knows when the next one comes. */
function isLasting(response: ServerResponse): boolean {
  const type = String(response.getHeader('Content-Type'));
  return response.exchange.answerKind === 'stream' || /^text\/event-stream\b/i.test(type);
}

/** Cuts an answer that cannot be compressed to its end: it must not look complete. */
function fail(response: ServerResponse, error: Error): void {
  const { exchange } = response;
  exchange.errorType ??= 'compression';
  exchange.request.log.warn({ err: error }, 'cannot compress an answer');
  response.destroy();
}
