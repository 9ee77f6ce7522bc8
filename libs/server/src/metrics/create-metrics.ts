import type {
  Attributes,
  CounterSeries,
  Family,
  FamilySnapshot,
  GaugeSeries,
  HistogramSeries,
  Instrument,
  Metrics,
  SeriesSnapshot,
} from './metrics.ts';

type Snapshot = () => Omit<SeriesSnapshot, 'attributes'>;

/** Creates an empty set of metrics. */
export function createMetrics(): Metrics {
  const families: (() => FamilySnapshot)[] = [];
  function declare<Series>(
    instrument: Instrument,
    kind: FamilySnapshot['kind'],
    create: () => Series & { readonly snapshot: Snapshot },
  ): Family<Series> {
    const series = new Map<string, { attributes: Attributes; one: ReturnType<typeof create> }>();
    families.push(() => ({
      ...instrument,
      kind,
      series: [...series.values()].map(({ attributes, one }) => ({
        attributes,
        ...one.snapshot(),
      })),
    }));
    return (attributes = {}) => {
      const key = JSON.stringify(attributes);
      const known = series.get(key) ?? { attributes, one: create() };
      series.set(key, known);
      return known.one;
    };
  }
  return {
    counter: (instrument) => declare(instrument, 'counter', createCounterSeries),
    gauge: (instrument) => declare(instrument, 'gauge', createGaugeSeries),
    histogram: ({ bounds, ...instrument }) =>
      declare(instrument, 'histogram', () => createHistogramSeries(bounds)),
    observe: ({ kind, ...instrument }, read) =>
      void families.push(() => ({
        ...instrument,
        kind,
        series: read().map(({ attributes = {}, value }) => ({ attributes, value })),
      })),
    snapshot: () => families.map((family) => family()),
  };
}

function createCounterSeries(): CounterSeries & { snapshot: Snapshot } {
  let value = 0;
  return { add: (amount) => void (value += amount), snapshot: () => ({ value }) };
}

function createGaugeSeries(): GaugeSeries & { snapshot: Snapshot } {
  let value = 0;
  return { set: (now) => void (value = now), snapshot: () => ({ value }) };
}

function createHistogramSeries(
  bounds: readonly number[],
): HistogramSeries & { snapshot: Snapshot } {
  const upTo = [...bounds, Infinity];
  const counts = upTo.map(() => 0);
  let sum = 0;
  return {
    record: (value) => {
      let index = 0;
      while (value > (upTo[index] ?? Infinity)) index += 1;
      counts[index] = (counts[index] ?? 0) + 1;
      sum += value;
    },
    snapshot: () => ({
      value: sum,
      buckets: upTo.map((bound, index) => ({ upTo: bound, count: counts[index] ?? 0 })),
    }),
  };
}
