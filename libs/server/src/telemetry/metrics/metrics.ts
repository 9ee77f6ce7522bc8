/** Attribute names and values of one series, such as `{ 'http.route': '/orders/:id' }`. */
export type Attributes = Readonly<Record<string, string>>;

export interface Instrument {
  /** OpenTelemetry's name, such as `http.server.request.duration`. */
  readonly name: string;
  /** UCUM unit: `s`, `By`, `1`, or one in braces that counts things, such as `{request}`. */
  readonly unit: string;
  readonly description: string;
}

/** One value that only grows; amounts below zero, and NaN, are left out: a slip in counting must not fail a request. */
export interface CounterSeries {
  readonly add: (amount: number) => void;
}

/** One value that goes up and down. */
export interface GaugeSeries {
  readonly set: (value: number) => void;
}

/** One distribution; NaN is left out. */
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

/**
 * Where every part of the server, and the app, declares what it counts.
 *
 * An instrument has 2000 series at most, as OpenTelemetry's default has it: attributes beyond those
 * share the series `otel.metric.overflow="true"`. Declaring throws where OpenTelemetry does not know
 * the form of a name or unit, and where the name is taken.
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
  /** All that is known now, as plain values that can be sent to another thread. */
  readonly snapshot: () => readonly FamilySnapshot[];
}

export interface FamilySnapshot extends Instrument {
  readonly kind: 'counter' | 'gauge' | 'histogram';
  /** Upper bounds of a histogram's buckets, inclusive and ascending; one more bucket holds what is above. */
  readonly bounds?: readonly number[];
  readonly series: readonly SeriesSnapshot[];
}

export interface SeriesSnapshot {
  readonly attributes: Attributes;
  /** The value of a counter or gauge, the sum of a histogram. */
  readonly value: number;
  /** How many values each bucket of a histogram holds; not cumulative. */
  readonly counts?: readonly number[];
}
