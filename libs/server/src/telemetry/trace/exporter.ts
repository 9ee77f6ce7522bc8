import { ExportResultCode } from '@opentelemetry/core';
import { JsonTraceSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import { errnoOf } from '../../world/faults/fault.ts';
import type { TracingOptions, ExportTarget } from './tracing.ts';

/** Least time between two log lines: an unreachable collector needs one line, not one per batch. */
const LOG_INTERVAL_MS = 60_000;

/** Written by OpenTelemetry without protobufjs; together they are 4 kB of the compressed bundle. */
const SERIALIZERS = {
  'http/protobuf': ProtobufTraceSerializer,
  'http/json': JsonTraceSerializer,
} as const;

export interface Exporter extends SpanExporter {
  /** Waits for the batches being sent; never rejects. */
  readonly forceFlush: () => Promise<void>;
  /** Drops the batches being sent and all later ones. */
  readonly abandon: () => void;
}

/**
 * Creates the exporter that sends spans by OTLP/HTTP. A batch that the collector does not accept
 * is dropped: OpenTelemetry's own exporter retries five times, for eight seconds at the end of the
 * process, and reads its settings from the environment.
 */
export function createExporter(
  target: ExportTarget,
  { log, monotonicMs }: Pick<TracingOptions, 'log' | 'monotonicMs'>,
): Exporter {
  const end = new AbortController();
  const inProgress = new Set<Promise<void>>();
  let quietUntilMs = -Infinity;
  function report(reason: string, spanCount: number): void {
    if (monotonicMs() < quietUntilMs) return;
    quietUntilMs = monotonicMs() + LOG_INTERVAL_MS;
    const { origin, pathname } = target.url; // no query: it may hold a key
    log.warn(
      { collector: origin + pathname, reason, spanCount },
      'cannot export spans, dropping them',
    );
  }
  return {
    export: (spans, done) => {
      const sent = send(spans, target, end.signal)
        .then(() => {
          done({ code: ExportResultCode.SUCCESS });
        })
        .catch((error: unknown) => {
          const reason = reasonOf(error);
          report(reason, spans.length);
          // Its name becomes `error.type` in the SDK's count of spans.
          done({ code: ExportResultCode.FAILED, error: { name: reason, message: reason } });
        })
        .finally(() => inProgress.delete(sent));
      inProgress.add(sent);
    },
    forceFlush: async () => {
      await Promise.all(inProgress);
    },
    shutdown: () => Promise.resolve(),
    abandon: () => {
      end.abort();
    },
  };
}

/** @throws {RefusedBatch} if the status of the answer is not 2xx; otherwise what fetch() throws. */
async function send(spans: ReadableSpan[], target: ExportTarget, end: AbortSignal): Promise<void> {
  const bytes = SERIALIZERS[target.protocol].serializeRequest(spans);
  const response = await fetch(target.url, {
    method: 'POST',
    headers: target.headers,
    body: bytes === undefined ? null : new Uint8Array(bytes), // its own memory, as the DOM's types want
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

/** Returns one of few words, for a counter: a status, an errno, `timeout`, or `abandoned` at the end. */
function reasonOf(error: unknown): string {
  if (error instanceof RefusedBatch) return String(error.status);
  const { name, cause } = error as Error;
  if (name === 'TimeoutError') return 'timeout';
  if (name === 'AbortError') return 'abandoned';
  return errnoOf(cause) ?? 'unreachable';
}
