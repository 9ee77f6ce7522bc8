import { keyValues, type KeyValues } from '../key-values.ts';
import type { Kind } from '../kind.ts';
import { boolean, httpUrl, oneOf, ratio, text, wholeNumber } from '../kinds.ts';
import { declare } from '../setting.ts';

const milliseconds = wholeNumber({ min: 1, max: 600_000 });
const spans = wholeNumber({ min: 1, max: 1_000_000 });

/** The one of OTLP's encodings that costs no code beyond JSON; collectors take all of HTTP at one address. */
const protocol: Kind<'http/json'> = {
  ...oneOf(['http/json']),
  expectation: 'http/json, which collectors take where they take http/protobuf, at port 4318',
};

const headerFields: Kind<KeyValues> = {
  expectation: `${keyValues.expectation}, all in ASCII`,
  parse: (text) => {
    const fields = keyValues.parse(text);
    const isAscii = Object.values(fields ?? {}).every((value) => /^[\x20-\x7e]*$/.test(value));
    return isAscii ? fields : undefined;
  },
};

const SAMPLERS = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;

/**
 * What is traced and where it goes, by the names, meanings and defaults of the OpenTelemetry
 * specification ("Environment Variable Specification", "OTLP Exporter"), except for a shorter timeout.
 */
export const traceSettings = {
  otlpEndpoint: declare<URL | undefined>({
    env: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    kind: httpUrl,
    default: undefined,
    doc: 'Collector to send traces to, at v1/traces below this URL; without it nothing is traced.',
  }),
  otlpTracesEndpoint: declare<URL | undefined>({
    env: 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
    kind: httpUrl,
    default: undefined,
    doc: 'Whole URL to send traces to; wins over OTEL_EXPORTER_OTLP_ENDPOINT.',
  }),
  otlpHeaders: declare<KeyValues | undefined>({
    env: 'OTEL_EXPORTER_OTLP_HEADERS',
    kind: headerFields,
    default: undefined,
    secret: 'file or variable',
    doc: 'Header fields for the collector, such as its API key.',
  }),
  otlpTracesHeaders: declare<KeyValues | undefined>({
    env: 'OTEL_EXPORTER_OTLP_TRACES_HEADERS',
    kind: headerFields,
    default: undefined,
    secret: 'file or variable',
    doc: 'Header fields for traces; win over those of OTEL_EXPORTER_OTLP_HEADERS.',
  }),
  otlpTimeoutMs: declare({
    env: 'OTEL_EXPORTER_OTLP_TIMEOUT',
    kind: milliseconds,
    default: 5_000,
    doc: 'Milliseconds in which the collector must answer, else the batch is dropped.',
  }),
  otlpTracesTimeoutMs: declare<number | undefined>({
    env: 'OTEL_EXPORTER_OTLP_TRACES_TIMEOUT',
    kind: milliseconds,
    default: undefined,
    doc: 'The same for traces; wins over OTEL_EXPORTER_OTLP_TIMEOUT.',
  }),
  otlpProtocol: declare({
    env: 'OTEL_EXPORTER_OTLP_PROTOCOL',
    kind: protocol,
    default: 'http/json',
    doc: 'Protocol to speak with the collector.',
  }),
  otlpTracesProtocol: declare({
    env: 'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL',
    kind: protocol,
    default: 'http/json',
    doc: 'The same for traces.',
  }),
  otelServiceName: declare<string | undefined>({
    env: 'OTEL_SERVICE_NAME',
    kind: text,
    default: undefined,
    doc: "Name of this service in traces; without it the program's name.",
  }),
  otelResourceAttributes: declare<KeyValues | undefined>({
    env: 'OTEL_RESOURCE_ATTRIBUTES',
    kind: keyValues,
    default: undefined,
    doc: 'What else describes this service in traces, such as deployment.environment.name=production.',
  }),
  tracesSampler: declare<(typeof SAMPLERS)[number]>({
    env: 'OTEL_TRACES_SAMPLER',
    kind: oneOf(SAMPLERS),
    default: 'parentbased_always_on',
    doc: 'Which requests are traced; parentbased_ keeps to what a trusted caller has decided.',
  }),
  tracesSamplerRatio: declare({
    env: 'OTEL_TRACES_SAMPLER_ARG',
    kind: ratio,
    default: 1,
    doc: 'Share of the requests that the traceidratio samplers trace.',
  }),
  otelSdkDisabled: declare({
    env: 'OTEL_SDK_DISABLED',
    kind: boolean,
    default: false,
    doc: 'Whether nothing is traced though there is an endpoint.',
  }),
  traceBatchDelayMs: declare({
    env: 'OTEL_BSP_SCHEDULE_DELAY',
    kind: milliseconds,
    default: 5_000,
    doc: 'Milliseconds after which a batch is sent that is not full.',
  }),
  maxTraceQueueSpans: declare({
    env: 'OTEL_BSP_MAX_QUEUE_SIZE',
    kind: spans,
    default: 2_048,
    doc: 'Spans that may wait to be sent; those above are dropped.',
  }),
  maxTraceBatchSpans: declare({
    env: 'OTEL_BSP_MAX_EXPORT_BATCH_SIZE',
    kind: spans,
    default: 512,
    doc: 'Spans that are sent at once.',
  }),
};
