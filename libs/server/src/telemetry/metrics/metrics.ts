/** Attribute names and values of one series, such as `{ 'http.route': '/orders/:id' }`. */
export type Attributes = Readonly<Record<string, string>>;

/** Ways to merge the values of an instrument over several serving threads. */
export const ACROSS = ['sum', 'max', 'min', 'thread', 'process'] as const;

/**
 * How the values of an instrument are merged if several threads serve. `sum` adds them up. `max` and `min` take the
 * largest or smallest value of a gauge; counters and histograms are added up all the same. `thread` keeps them apart
 * by the attribute `thread`. `process` is for values that are the same in each thread, and takes those of one.
 */
export type Across = (typeof ACROSS)[number];

export interface Instrument {
  /** OpenTelemetry's name, such as `http.server.request.duration`. */
  readonly name: string;
  /** UCUM unit: `s`, `By`, `1`, or a counted thing in braces such as `{request}`. */
  readonly unit: string;
  readonly description: string;
  /** Default: `sum`. */
  readonly across?: Across;
}

/** A value that only grows. Negative amounts and NaN are ignored, so that a counting error never fails a request. */
export interface CounterSeries {
  readonly add: (amount: number) => void;
}

/** A value that goes up and down. */
export interface GaugeSeries {
  readonly set: (value: number) => void;
}

/** A distribution of values; NaN is ignored. */
export interface HistogramSeries {
  /** @param trace The sampled trace in which the value was measured; the latest one of each bucket is kept. */
  readonly record: (value: number, trace?: MeasuredTrace) => void;
}

/** Where a value was measured, in hexadecimal ids of W3C Trace Context. */
export interface MeasuredTrace {
  readonly traceId: string;
  readonly spanId: string;
  /** Milliseconds since 1970. */
  readonly timeMs: number;
}

/** A value as an example for a bucket of a histogram, with the trace that explains it. */
export interface Exemplar extends MeasuredTrace {
  readonly value: number;
}

/** Returns the series of some attributes, always the same one; keep a reference if it is used often. */
export type Family<Series> = (attributes?: Attributes) => Series;

/** A value that is read at each scrape. */
export interface Observation {
  readonly attributes?: Attributes;
  readonly value: number;
}

/**
 * The metrics of the server and of the app, which declare their instruments here.
 *
 * An instrument has at most 2000 series, OpenTelemetry's default; further attributes share the series
 * `otel.metric.overflow="true"`; each thread counts its own. A declaration throws if OpenTelemetry does not allow
 * its name or unit, or if the name is already declared.
 */
export interface Metrics {
  readonly counter: (instrument: Instrument) => Family<CounterSeries>;
  readonly gauge: (instrument: Instrument) => Family<GaugeSeries>;
  readonly histogram: (
    instrument: Instrument & { readonly bounds: readonly number[] },
  ) => Family<HistogramSeries>;
  /** Declares a counter or gauge whose values are read at the time of a scrape. */
  readonly observe: (
    instrument: Instrument & { readonly kind: 'counter' | 'gauge' },
    read: () => readonly Observation[],
  ) => void;
  /** Returns all current values, as plain objects that can be sent to another thread. */
  readonly snapshot: () => readonly FamilySnapshot[];
}

export interface FamilySnapshot extends Instrument {
  readonly kind: 'counter' | 'gauge' | 'histogram';
  /** Upper bounds of a histogram's buckets, inclusive and ascending; one more bucket counts larger values. */
  readonly bounds?: readonly number[];
  readonly series: readonly SeriesSnapshot[];
}

export interface SeriesSnapshot {
  readonly attributes: Attributes;
  /** The value of a counter or gauge, the sum of a histogram. */
  readonly value: number;
  /** Number of values in each bucket of a histogram; not cumulative. */
  readonly counts?: readonly number[];
  /** Example of each bucket, undefined for one without; absent if no value had a trace. */
  readonly exemplars?: readonly (Exemplar | undefined)[];
}
