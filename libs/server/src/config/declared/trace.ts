import { keyValues, type KeyValues } from '../key-values.ts';
import { boolean, httpUrl, list, oneOf, ratio, text } from '../kinds.ts';
import { declare, tolerant } from '../setting.ts';
import {
  amount,
  compression,
  headerFields,
  milliseconds,
  protocol,
  type OtlpCompression,
  type OtlpProtocol,
} from './otlp.ts';

const SAMPLERS = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;

/**
 * Settings of tracing, and of all that is exported by OTLP, with names, meanings and defaults of the OpenTelemetry specification
 * ("Environment Variable Specification", "OTLP Exporter"), except for a shorter timeout. As it asks, a
 * wrong value is ignored with a warning: often one environment is made for programs in many languages.
 */
export const traceSettings = tolerant({
  otlpEndpoint: declare<URL | undefined>({
    env: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    kind: httpUrl,
    default: undefined,
    doc: 'Collector to send traces to, at v1/traces below this URL; without an endpoint, nothing is traced. Metrics and logs are sent to it if OTEL_METRICS_EXPORTER or OTEL_LOGS_EXPORTER is otlp, at v1/metrics and v1/logs.',
  }),
  otlpTracesEndpoint: declare<URL | undefined>({
    env: 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
    kind: httpUrl,
    default: undefined,
    doc: 'Full URL to send traces to; overrides OTEL_EXPORTER_OTLP_ENDPOINT.',
  }),
  otlpHeaders: declare<KeyValues | undefined>({
    env: 'OTEL_EXPORTER_OTLP_HEADERS',
    kind: headerFields,
    default: undefined,
    secret: 'file or variable',
    doc: 'Header fields to send to the collector, such as an API key.',
  }),
  otlpTracesHeaders: declare<KeyValues | undefined>({
    env: 'OTEL_EXPORTER_OTLP_TRACES_HEADERS',
    kind: headerFields,
    default: undefined,
    secret: 'file or variable',
    doc: 'Header fields to send with traces; override those of OTEL_EXPORTER_OTLP_HEADERS.',
  }),
  otlpTimeoutMs: declare({
    env: 'OTEL_EXPORTER_OTLP_TIMEOUT',
    kind: milliseconds,
    default: 5_000,
    doc: 'Maximum milliseconds for the collector to respond, else the batch is dropped.',
  }),
  otlpTracesTimeoutMs: declare<number | undefined>({
    env: 'OTEL_EXPORTER_OTLP_TRACES_TIMEOUT',
    kind: milliseconds,
    default: undefined,
    doc: 'The same for traces; overrides OTEL_EXPORTER_OTLP_TIMEOUT.',
  }),
  otlpProtocol: declare<OtlpProtocol>({
    env: 'OTEL_EXPORTER_OTLP_PROTOCOL',
    kind: protocol,
    default: 'http/protobuf',
    doc: 'Protocol to use with the collector.',
  }),
  otlpTracesProtocol: declare<OtlpProtocol | undefined>({
    env: 'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL',
    kind: protocol,
    default: undefined,
    doc: 'The same for traces; overrides OTEL_EXPORTER_OTLP_PROTOCOL.',
  }),
  otlpCompression: declare<OtlpCompression>({
    env: 'OTEL_EXPORTER_OTLP_COMPRESSION',
    kind: compression,
    default: 'none',
    doc: 'Compression of what is sent to the collector: none or gzip.',
  }),
  otlpTracesCompression: declare<OtlpCompression | undefined>({
    env: 'OTEL_EXPORTER_OTLP_TRACES_COMPRESSION',
    kind: compression,
    default: undefined,
    doc: 'The same for traces; overrides OTEL_EXPORTER_OTLP_COMPRESSION.',
  }),
  tracesExporters: declare<readonly ('otlp' | 'none')[]>({
    env: 'OTEL_TRACES_EXPORTER',
    kind: list(oneOf(['otlp', 'none'])),
    default: ['otlp'],
    doc: 'How to export traces; none disables tracing even if an endpoint is set.',
  }),
  propagators: declare<readonly ('tracecontext' | 'none')[]>({
    env: 'OTEL_PROPAGATORS',
    kind: list(oneOf(['tracecontext', 'none'])),
    default: ['tracecontext'],
    doc: 'Header fields that continue a trace: traceparent and tracestate of the W3C, or none.',
  }),
  otelServiceName: declare<string | undefined>({
    env: 'OTEL_SERVICE_NAME',
    kind: text,
    default: undefined,
    doc: 'Name of this service in what is exported; default: the name of the program.',
  }),
  otelResourceAttributes: declare<KeyValues | undefined>({
    env: 'OTEL_RESOURCE_ATTRIBUTES',
    kind: keyValues,
    default: undefined,
    doc: 'Further attributes of this service in what is exported, such as deployment.environment.name=production.',
  }),
  tracesSampler: declare<(typeof SAMPLERS)[number]>({
    env: 'OTEL_TRACES_SAMPLER',
    kind: oneOf(SAMPLERS),
    default: 'parentbased_always_on',
    doc: 'Which requests to trace; parentbased_ samplers follow the decision of a trusted caller.',
  }),
  tracesSamplerRatio: declare({
    env: 'OTEL_TRACES_SAMPLER_ARG',
    kind: ratio,
    default: 1,
    doc: 'Share of requests that the traceidratio samplers trace.',
  }),
  otelSdkDisabled: declare({
    env: 'OTEL_SDK_DISABLED',
    kind: boolean,
    default: false,
    doc: 'Whether to disable tracing and the export of metrics and logs even if an endpoint is set.',
  }),
  traceBatchDelayMs: declare({
    env: 'OTEL_BSP_SCHEDULE_DELAY',
    kind: milliseconds,
    default: 5_000,
    doc: 'Milliseconds after which a batch is sent even if it is not full.',
  }),
  maxTraceQueueSpans: declare({
    env: 'OTEL_BSP_MAX_QUEUE_SIZE',
    kind: amount,
    default: 2_048,
    doc: 'Maximum spans waiting to be sent; further spans are dropped.',
  }),
  maxTraceBatchSpans: declare({
    env: 'OTEL_BSP_MAX_EXPORT_BATCH_SIZE',
    kind: amount,
    default: 512,
    doc: 'Maximum spans in a batch.',
  }),
});
