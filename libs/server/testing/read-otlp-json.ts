import type { Attribute } from './read-otlp.ts';

/** A metric as a collector has received it, in the JSON encoding of OTLP. */
export interface CollectedMetric {
  readonly name: string;
  readonly unit: string;
  readonly gauge?: { readonly dataPoints: readonly DataPoint[] };
  readonly sum?: Counts;
  readonly histogram?: Counts;
}

interface Counts {
  /** 1 for delta, 2 for cumulative. */
  readonly aggregationTemporality: number;
  readonly isMonotonic?: boolean;
  readonly dataPoints: readonly DataPoint[];
}

interface DataPoint {
  readonly attributes: readonly Attribute[];
  readonly startTimeUnixNano: string;
  readonly timeUnixNano: string;
  readonly asDouble?: number;
  readonly sum?: number;
  readonly count?: number;
  readonly bucketCounts?: readonly number[];
  readonly explicitBounds?: readonly number[];
}

/** A log record as a collector has received it; attributes are plain values. */
export interface CollectedRecord {
  readonly scope: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly timeUnixNano: string;
  readonly severityNumber: number;
  readonly severityText: string;
  readonly body: { readonly stringValue: string };
  readonly traceId?: string;
  readonly spanId?: string;
}

interface Resource {
  readonly attributes: readonly Attribute[];
}

/** One request for metrics or for log records: only its own field is present. */
export interface JsonBatch {
  readonly resourceMetrics?: readonly {
    readonly resource: Resource;
    readonly scopeMetrics: readonly { readonly metrics: readonly CollectedMetric[] }[];
  }[];
  readonly resourceLogs?: readonly {
    readonly resource: Resource;
    readonly scopeLogs: readonly {
      readonly scope: { readonly name: string };
      readonly logRecords: readonly (Omit<CollectedRecord, 'scope' | 'attributes'> & Resource)[];
    }[];
  }[];
}

/** Returns the metrics of a batch. */
export function metricsOf({ resourceMetrics = [] }: JsonBatch): readonly CollectedMetric[] {
  return resourceMetrics.flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((it) => it.metrics));
}

/** Returns the log records of a batch. */
export function recordsOf({ resourceLogs = [] }: JsonBatch): readonly CollectedRecord[] {
  return resourceLogs
    .flatMap(({ scopeLogs }) => scopeLogs)
    .flatMap(({ scope, logRecords }) =>
      logRecords.map((record) => ({
        ...record,
        scope: scope.name,
        attributes: readAttributes(record.attributes),
      })),
    );
}

/** Returns the attributes of the service in a batch. */
export function resourceOf({ resourceMetrics = [], resourceLogs = [] }: JsonBatch) {
  const [first] = [...resourceMetrics, ...resourceLogs];
  return readAttributes(first?.resource.attributes ?? []);
}

/** Returns attributes by their names. */
export function readAttributes(attributes: readonly Attribute[]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}
