import { ValueType, type HrTime } from '@opentelemetry/api';
import { JsonMetricsSerializer, ProtobufMetricsSerializer } from '@opentelemetry/otlp-transformer';
import {
  AggregationTemporality,
  DataPointType,
  type DataPoint,
  type MetricData,
} from '@opentelemetry/sdk-metrics';
import type { Temporality } from '../../config/declared/metric-export.ts';
import type { OtlpProtocol } from '../../config/declared/otlp.ts';
import type { FamilySnapshot, SeriesSnapshot } from '../metrics/metrics.ts';
import { createResource, SCOPE, type ResourceAttributes } from './resource.ts';

/** The metrics of one export, as plain values that can be sent to another thread. */
export interface MetricsBatch {
  readonly families: readonly FamilySnapshot[];
  readonly temporality: Temporality;
  /** Milliseconds since 1970 from which counters and histograms count. */
  readonly startMs: number;
  /** Milliseconds since 1970 at which the values were read. */
  readonly endMs: number;
}

export interface RenderedBatch {
  readonly bytes: Uint8Array;
  /** Number of data points, or of log records. */
  readonly count: number;
}

/** Written by OpenTelemetry without protobufjs; their encoding has no exemplars. */
const SERIALIZERS = {
  'http/protobuf': ProtobufMetricsSerializer,
  'http/json': JsonMetricsSerializer,
} as const;

const TEMPORALITIES = {
  cumulative: AggregationTemporality.CUMULATIVE,
  delta: AggregationTemporality.DELTA,
} as const;

/** The name and version that Prometheus shows; a collector has them in the resource. */
const OF_RESOURCE = 'target.info';

/** Renders metrics as an ExportMetricsServiceRequest. Values that are no finite number are left out: they are unknown. */
export function renderMetricsBatch(
  batch: MetricsBatch,
  resource: ResourceAttributes,
  protocol: OtlpProtocol,
): RenderedBatch {
  const metrics = batch.families
    .filter(({ name }) => name !== OF_RESOURCE)
    .map((family) => describeFamily(family, batch))
    .filter(({ dataPoints }) => dataPoints.length > 0);
  const request = {
    resource: createResource(resource),
    scopeMetrics: [{ scope: SCOPE, metrics }],
  };
  return {
    bytes: SERIALIZERS[protocol].serializeRequest(request) ?? new Uint8Array(),
    count: metrics.reduce((sum, { dataPoints }) => sum + dataPoints.length, 0),
  };
}

/** Parses an ExportMetricsServiceResponse. @throws if it is malformed */
export function parseMetricsAnswer(answer: Uint8Array, protocol: OtlpProtocol): unknown {
  return SERIALIZERS[protocol].deserializeResponse(answer);
}

function describeFamily(family: FamilySnapshot, batch: MetricsBatch): MetricData {
  const { name, unit, description, kind, bounds = [] } = family;
  const series = family.series.filter(({ value }) => Number.isFinite(value));
  const described = {
    descriptor: { name, unit, description, valueType: ValueType.DOUBLE },
    aggregationTemporality: TEMPORALITIES[batch.temporality],
  };
  if (kind === 'histogram')
    return {
      ...described,
      dataPointType: DataPointType.HISTOGRAM,
      dataPoints: series.map((one) => pointOf(one, batch, histogramOf(one, bounds))),
    };
  const dataPoints = series.map((one) => pointOf(one, batch, one.value));
  return kind === 'counter'
    ? { ...described, dataPointType: DataPointType.SUM, isMonotonic: true, dataPoints }
    : { ...described, dataPointType: DataPointType.GAUGE, dataPoints };
}

function pointOf<Value>(
  { attributes }: SeriesSnapshot,
  { startMs, endMs }: MetricsBatch,
  value: Value,
): DataPoint<Value> {
  return { attributes, value, startTime: hrTimeOf(startMs), endTime: hrTimeOf(endMs) };
}

function histogramOf({ value: sum, counts = [] }: SeriesSnapshot, bounds: readonly number[]) {
  return {
    sum,
    count: counts.reduce((total, count) => total + count, 0),
    buckets: { boundaries: [...bounds], counts: [...counts] },
  };
}

/** Returns a time as seconds and nanoseconds. */
export function hrTimeOf(timeMs: number): HrTime {
  const seconds = Math.floor(timeMs / 1_000);
  return [seconds, Math.round((timeMs - seconds * 1_000) * 1e6)];
}
