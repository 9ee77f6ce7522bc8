import type { KeyValues } from '../key-values.ts';
import { httpUrl, list, oneOf } from '../kinds.ts';
import { declare, tolerant } from '../setting.ts';
import {
  compression,
  headerFields,
  milliseconds,
  protocol,
  type OtlpCompression,
  type OtlpProtocol,
} from './otlp.ts';

const TEMPORALITIES = ['cumulative', 'delta'] as const;
export type Temporality = (typeof TEMPORALITIES)[number];

/**
 * Settings of the export of metrics, with names, meanings and defaults of the OpenTelemetry specification, except for
 * one: metrics are not sent to the endpoint of traces unless the exporter is chosen, because /metrics has them already.
 */
export const metricExportSettings = tolerant({
  metricsExporters: declare<readonly ('otlp' | 'prometheus' | 'none')[] | undefined>({
    env: 'OTEL_METRICS_EXPORTER',
    kind: list(oneOf(['otlp', 'prometheus', 'none'])),
    default: undefined,
    doc: 'How to export metrics beside /metrics, which is always there: otlp, or none; default: otlp if OTEL_EXPORTER_OTLP_METRICS_ENDPOINT is set, else none.',
  }),
  otlpMetricsEndpoint: declare<URL | undefined>({
    env: 'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT',
    kind: httpUrl,
    default: undefined,
    doc: 'Full URL to send metrics to; overrides OTEL_EXPORTER_OTLP_ENDPOINT.',
  }),
  otlpMetricsHeaders: declare<KeyValues | undefined>({
    env: 'OTEL_EXPORTER_OTLP_METRICS_HEADERS',
    kind: headerFields,
    default: undefined,
    secret: 'file or variable',
    doc: 'Header fields to send with metrics; override those of OTEL_EXPORTER_OTLP_HEADERS.',
  }),
  otlpMetricsTimeoutMs: declare<number | undefined>({
    env: 'OTEL_EXPORTER_OTLP_METRICS_TIMEOUT',
    kind: milliseconds,
    default: undefined,
    doc: 'Maximum milliseconds for the collector to accept metrics; overrides OTEL_EXPORTER_OTLP_TIMEOUT.',
  }),
  otlpMetricsProtocol: declare<OtlpProtocol | undefined>({
    env: 'OTEL_EXPORTER_OTLP_METRICS_PROTOCOL',
    kind: protocol,
    default: undefined,
    doc: 'Protocol to send metrics by; overrides OTEL_EXPORTER_OTLP_PROTOCOL.',
  }),
  otlpMetricsCompression: declare<OtlpCompression | undefined>({
    env: 'OTEL_EXPORTER_OTLP_METRICS_COMPRESSION',
    kind: compression,
    default: undefined,
    doc: 'Compression of metrics; overrides OTEL_EXPORTER_OTLP_COMPRESSION.',
  }),
  metricsTemporality: declare<Temporality>({
    env: 'OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE',
    kind: oneOf(TEMPORALITIES),
    default: 'cumulative',
    doc: 'Whether counters and histograms are sent as sums since the start (cumulative) or since the last export that was accepted (delta).',
  }),
  metricExportIntervalMs: declare({
    env: 'OTEL_METRIC_EXPORT_INTERVAL',
    kind: milliseconds,
    default: 60_000,
    doc: 'Milliseconds between two exports of metrics.',
  }),
  metricExportTimeoutMs: declare({
    env: 'OTEL_METRIC_EXPORT_TIMEOUT',
    kind: milliseconds,
    default: 30_000,
    doc: 'Maximum milliseconds of an export of metrics; the shorter of this and OTEL_EXPORTER_OTLP_TIMEOUT holds.',
  }),
});
