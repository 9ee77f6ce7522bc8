/** Attribute names and values of one series, such as `{ 'http.route': '/orders/:id' }`. */
export type Attributes = Readonly<Record<string, string>>;

export interface Instrument {
  /** OpenTelemetry's name, such as `http.server.request.duration`. */
  readonly name: string;
  /** UCUM unit: `s`, `By`, `1`, or one in braces that counts things, such as `{request}`. */
  readonly unit: string;
  readonly description: string;
}

/** One value that only grows. */
export interface CounterSeries {
  readonly add: (amount: number) => void;
}

/** One value that goes up and down. */
export interface GaugeSeries {
  readonly set: (value: number) => void;
}

/** One distribution. */
export interface HistogramSeries {
  readonly record: (value: number) => void;
}

/** Gives the series of some attributes, the same one each time; keep it where it is used often. */
export type Family<Series> = (attributes?: Attributes) => Series;

/** A value that is read when someone looks. */
export interface Observation {
  readonly attributes?: Attributes;
  readonly value: number;
}

/** Where every part of the server, and the app, declares what it counts. */
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
  /** All that is known now, as plain values that can be sent to another thread. */
  readonly snapshot: () => readonly FamilySnapshot[];
}

export interface FamilySnapshot extends Instrument {
  readonly kind: 'counter' | 'gauge' | 'histogram';
  readonly series: readonly SeriesSnapshot[];
}

export interface SeriesSnapshot {
  readonly attributes: Attributes;
  /** The value of a counter or gauge, the sum of a histogram. */
  readonly value: number;
  /** How often each bound, in ascending order and then infinity, was not exceeded; not cumulative. */
  readonly buckets?: readonly BucketSnapshot[];
}

export interface BucketSnapshot {
  /** Upper bound, inclusive. */
  readonly upTo: number;
  readonly count: number;
}
