import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { OtlpCompression, OtlpProtocol } from '../../config/declared/otlp.ts';
import { errnoOf } from '../../world/faults/fault.ts';
import { readPartialSuccess, type PartialSuccess } from './partial-success.ts';

/** The collector to send one signal to: spans, metrics or log lines. */
export interface ExportTarget {
  readonly url: string;
  readonly protocol: OtlpProtocol;
  /** Values by lower-case names, content type included. */
  readonly headers: Readonly<Record<string, string>>;
  /** Milliseconds from the first byte sent to the complete answer. */
  readonly timeoutMs: number;
  readonly compression: OtlpCompression;
}

/** Why a batch was dropped, in one of few words for a counter: a status, an errno, `timeout`, or `abandoned` at the end. */
export type DropReason = string;

/** How a batch ended. */
export interface Delivery {
  /** Why it was dropped; undefined if the collector has accepted it. */
  readonly reason: DropReason | undefined;
  /** What the collector said of a batch that it has accepted. */
  readonly partial?: PartialSuccess | undefined;
}

/** How an export ended. */
export interface Exported extends Delivery {
  /** Number of data points, log records or spans. */
  readonly count: number;
}

/** Sends batches by OTLP/HTTP. */
export interface Sender {
  /** Sends a serialized batch; never rejects. */
  readonly send: (bytes: Uint8Array) => Promise<Delivery>;
  /** Drops the batches being sent and all later ones. */
  readonly abandon: () => void;
}

/** Most bytes of an answer that are read: it has a number and a sentence. */
const MAX_ANSWER_BYTES = 64 * 1024;

/**
 * Creates what sends batches to a collector. A batch that the collector does not accept is dropped:
 * OpenTelemetry's own exporter retries five times, for eight seconds at the end of the process, and reads
 * its settings from the environment.
 *
 * @param parse Parses the answer to an accepted batch.
 */
export function createSender(target: ExportTarget, parse: (answer: Uint8Array) => unknown): Sender {
  const end = new AbortController();
  return {
    send: (bytes) =>
      post(bytes, target, end.signal).then(
        (answer) => ({ reason: undefined, partial: readPartialSuccess(answer, parse) }),
        (error: unknown) => ({ reason: reasonOf(error) }),
      ),
    abandon: () => {
      end.abort();
    },
  };
}

/**
 * Returns the body of the answer.
 *
 * @throws {RefusedBatch} if the status of the answer is not 2xx; otherwise what fetch() throws.
 */
async function post(
  bytes: Uint8Array,
  target: ExportTarget,
  end: AbortSignal,
): Promise<Uint8Array> {
  const isZipped = target.compression === 'gzip';
  const response = await fetch(target.url, {
    method: 'POST',
    headers: isZipped ? { ...target.headers, 'content-encoding': 'gzip' } : target.headers,
    body: new Uint8Array(isZipped ? await promisify(gzip)(bytes) : bytes), // its own memory, as the DOM's types want
    redirect: 'manual', // the key must not reach another host
    signal: AbortSignal.any([end, AbortSignal.timeout(target.timeoutMs)]),
  });
  if (response.ok) return readBody(response).catch(() => Buffer.alloc(0)); // accepted all the same
  await response.body?.cancel();
  throw new RefusedBatch(response.status);
}

/** Returns the body of an answer; nothing of one that is larger than what a collector says. */
async function readBody({ body }: Response): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let byteCount = 0;
  for await (const piece of (body ?? []) as AsyncIterable<Uint8Array>) {
    byteCount += piece.length;
    if (byteCount > MAX_ANSWER_BYTES) return Buffer.alloc(0);
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

class RefusedBatch extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`The collector answered ${status}`);
    this.status = status;
  }
}

function reasonOf(error: unknown): DropReason {
  if (error instanceof RefusedBatch) return String(error.status);
  const { name, cause } = error as Error;
  if (name === 'TimeoutError') return 'timeout';
  if (name === 'AbortError') return 'abandoned';
  return errnoOf(cause) ?? 'unreachable';
}
