import { ExportResultCode } from '@opentelemetry/core';
import { JsonTraceSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import { createSender, type ExportTarget } from '../otlp/create-sender.ts';
import { countOutcomes } from '../otlp/count-outcomes.ts';
import { createDropReport } from '../otlp/report-drops.ts';
import type { TracingOptions } from './tracing.ts';

/** Written by OpenTelemetry without protobufjs; together they are 4 kB of the compressed bundle. */
const SERIALIZERS = {
  'http/protobuf': ProtobufTraceSerializer,
  'http/json': JsonTraceSerializer,
} as const;

/** The count of exported spans, under OpenTelemetry's name: that of the SDK knows no batch that was accepted in part. */
const EXPORTED = {
  name: 'otel.sdk.exporter.span.exported',
  unit: '{span}',
  description: 'Spans for which an export by OTLP has ended, by error.type if it failed.',
};

export interface Exporter extends SpanExporter {
  /** Waits for the batches being sent; never rejects. */
  readonly forceFlush: () => Promise<void>;
  /** Drops the batches being sent and all later ones. */
  readonly abandon: () => void;
}

/** Creates the exporter that sends spans by OTLP/HTTP. */
export function createExporter(
  target: ExportTarget,
  { log, metrics, monotonicMs }: TracingOptions,
): Exporter {
  const serializer = SERIALIZERS[target.protocol];
  const parse = (answer: Uint8Array) => serializer.deserializeResponse(answer);
  const { send, abandon } = createSender(target, parse);
  const count = countOutcomes(metrics, EXPORTED);
  const inProgress = new Set<Promise<void>>();
  const words = { noun: 'spans', countName: 'spanCount' };
  const report = createDropReport({ log, monotonicMs, url: target.url, ...words });
  return {
    export: (spans, done) => {
      const bytes = serializer.serializeRequest(spans) ?? new Uint8Array();
      const sent = send(bytes)
        .then((delivery) => {
          const exported = { ...delivery, count: spans.length };
          const { reason } = exported;
          count(exported);
          report(exported);
          if (reason === undefined) {
            done({ code: ExportResultCode.SUCCESS });
            return;
          }
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
