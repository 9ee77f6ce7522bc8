import type { KeyValues } from '../key-values.ts';
import { httpUrl, list, oneOf } from '../kinds.ts';
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

/**
 * Settings of the export of log lines, with names, meanings and defaults of the OpenTelemetry specification, except for
 * one: lines are not sent to the endpoint of traces unless the exporter is chosen, because stdout has them already.
 */
export const logExportSettings = tolerant({
  logsExporters: declare<readonly ('otlp' | 'none')[] | undefined>({
    env: 'OTEL_LOGS_EXPORTER',
    kind: list(oneOf(['otlp', 'none'])),
    default: undefined,
    doc: 'How to export log lines beside stdout, which always has them: otlp, or none; default: otlp if OTEL_EXPORTER_OTLP_LOGS_ENDPOINT is set, else none.',
  }),
  otlpLogsEndpoint: declare<URL | undefined>({
    env: 'OTEL_EXPORTER_OTLP_LOGS_ENDPOINT',
    kind: httpUrl,
    default: undefined,
    doc: 'Full URL to send log lines to; overrides OTEL_EXPORTER_OTLP_ENDPOINT.',
  }),
  otlpLogsHeaders: declare<KeyValues | undefined>({
    env: 'OTEL_EXPORTER_OTLP_LOGS_HEADERS',
    kind: headerFields,
    default: undefined,
    secret: 'file or variable',
    doc: 'Header fields to send with log lines; override those of OTEL_EXPORTER_OTLP_HEADERS.',
  }),
  otlpLogsTimeoutMs: declare<number | undefined>({
    env: 'OTEL_EXPORTER_OTLP_LOGS_TIMEOUT',
    kind: milliseconds,
    default: undefined,
    doc: 'Maximum milliseconds for the collector to accept log lines; overrides OTEL_EXPORTER_OTLP_TIMEOUT.',
  }),
  otlpLogsProtocol: declare<OtlpProtocol | undefined>({
    env: 'OTEL_EXPORTER_OTLP_LOGS_PROTOCOL',
    kind: protocol,
    default: undefined,
    doc: 'Protocol to send log lines by; overrides OTEL_EXPORTER_OTLP_PROTOCOL.',
  }),
  otlpLogsCompression: declare<OtlpCompression | undefined>({
    env: 'OTEL_EXPORTER_OTLP_LOGS_COMPRESSION',
    kind: compression,
    default: undefined,
    doc: 'Compression of log lines; overrides OTEL_EXPORTER_OTLP_COMPRESSION.',
  }),
  logBatchDelayMs: declare({
    env: 'OTEL_BLRP_SCHEDULE_DELAY',
    kind: milliseconds,
    default: 1_000,
    doc: 'Milliseconds after which log lines are sent even if they do not fill a batch.',
  }),
  logExportTimeoutMs: declare({
    env: 'OTEL_BLRP_EXPORT_TIMEOUT',
    kind: milliseconds,
    default: 30_000,
    doc: 'Maximum milliseconds of an export of log lines; the shorter of this and OTEL_EXPORTER_OTLP_TIMEOUT holds.',
  }),
  maxLogQueueRecords: declare({
    env: 'OTEL_BLRP_MAX_QUEUE_SIZE',
    kind: amount,
    default: 2_048,
    doc: 'Maximum log lines waiting to be sent; further lines are not exported. Each serving thread has its share.',
  }),
  maxLogBatchRecords: declare({
    env: 'OTEL_BLRP_MAX_EXPORT_BATCH_SIZE',
    kind: amount,
    default: 512,
    doc: 'Maximum log lines in a batch.',
  }),
});
