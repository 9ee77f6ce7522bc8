import { ExportResultCode } from '@opentelemetry/core';
import { JsonTraceSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import { createSender, type ExportTarget } from '../otlp/create-sender.ts';
import { createDropReport } from '../otlp/report-drops.ts';
import type { TracingOptions } from './tracing.ts';

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

/** Creates the exporter that sends spans by OTLP/HTTP. */
export function createExporter(
  target: ExportTarget,
  { log, monotonicMs }: Pick<TracingOptions, 'log' | 'monotonicMs'>,
): Exporter {
  const { send, abandon } = createSender(target);
  const inProgress = new Set<Promise<void>>();
  const words = { noun: 'spans', countName: 'spanCount' };
  const report = createDropReport({ log, monotonicMs, url: target.url, ...words });
  return {
    export: (spans, done) => {
      const bytes = SERIALIZERS[target.protocol].serializeRequest(spans) ?? new Uint8Array();
      const sent = send(bytes)
        .then((reason) => {
          if (reason === undefined) {
            done({ code: ExportResultCode.SUCCESS });
            return;
          }
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
    abandon,
  };
}
