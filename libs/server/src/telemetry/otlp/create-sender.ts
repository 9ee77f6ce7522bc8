import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { OtlpCompression, OtlpProtocol } from '../../config/declared/otlp.ts';
import { errnoOf } from '../../world/faults/fault.ts';

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

/** Sends batches by OTLP/HTTP. */
export interface Sender {
  /** Sends a serialized batch. Returns undefined if the collector has accepted it; never rejects. */
  readonly send: (bytes: Uint8Array) => Promise<DropReason | undefined>;
  /** Drops the batches being sent and all later ones. */
  readonly abandon: () => void;
}

/**
 * Creates what sends batches to a collector. A batch that the collector does not accept is dropped:
 * OpenTelemetry's own exporter retries five times, for eight seconds at the end of the process, and reads
 * its settings from the environment.
 */
export function createSender(target: ExportTarget): Sender {
  const end = new AbortController();
  return {
    send: (bytes) => post(bytes, target, end.signal).then(() => undefined, reasonOf),
    abandon: () => {
      end.abort();
    },
  };
}

/** @throws {RefusedBatch} if the status of the answer is not 2xx; otherwise what fetch() throws. */
async function post(bytes: Uint8Array, target: ExportTarget, end: AbortSignal): Promise<void> {
  const isZipped = target.compression === 'gzip';
  const response = await fetch(target.url, {
    method: 'POST',
    headers: isZipped ? { ...target.headers, 'content-encoding': 'gzip' } : target.headers,
    body: new Uint8Array(isZipped ? await promisify(gzip)(bytes) : bytes), // its own memory, as the DOM's types want
    redirect: 'manual', // the key must not reach another host
    signal: AbortSignal.any([end, AbortSignal.timeout(target.timeoutMs)]),
  });
  await response.body?.cancel();
  if (!response.ok) throw new RefusedBatch(response.status);
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
