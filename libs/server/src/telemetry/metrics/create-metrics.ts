import { assertAttributes, assertBounds, assertInstrument } from './instrument-form.ts';
import type {
  Attributes,
  CounterSeries,
  Exemplar,
  Family,
  FamilySnapshot,
  GaugeSeries,
  HistogramSeries,
  Instrument,
  Metrics,
  Observation,
  SeriesSnapshot,
} from './metrics.ts';
import { createSeriesIndex } from './series-index.ts';

/** OpenTelemetry's default: metrics/sdk.md, "Cardinality limits". Includes the overflow series. */
export const MAX_SERIES = 2_000;
/** Attributes of the series that all further attributes share. */
export const OVERFLOW: Attributes = { 'otel.metric.overflow': 'true' };

type Snapshot = () => Omit<SeriesSnapshot, 'attributes'>;

/** Creates an empty set of metrics. */
export function createMetrics(): Metrics {
  const families = new Map<string, () => FamilySnapshot>();
  function declare(instrument: Instrument, snapshot: () => FamilySnapshot): void {
    assertInstrument(instrument);
    const identity = instrument.name.toLowerCase().replaceAll(/[^a-z0-9]/g, '_');
    if (families.has(identity))
      throw new Error(`Cannot declare the metric "${instrument.name}": it is already declared`);
    families.set(identity, snapshot);
  }
  function declareFamily<Series extends object>(
    described: Omit<FamilySnapshot, 'series'>,
    create: () => Series & { readonly snapshot: Snapshot },
  ): Family<Series> {
    const { family, seriesOf } = createFamily(described.name, create);
    declare(described, () => ({ ...described, series: seriesOf() }));
    return family;
  }
  return {
    counter: (instrument) => declareFamily({ ...instrument, kind: 'counter' }, createCounterSeries),
    gauge: (instrument) => declareFamily({ ...instrument, kind: 'gauge' }, createGaugeSeries),
    histogram: (instrument) => {
      assertBounds(instrument.name, instrument.bounds);
      const bounds = [...instrument.bounds];
      return declareFamily({ ...instrument, bounds, kind: 'histogram' }, () =>
        createHistogramSeries(bounds),
      );
    },
    observe: (instrument, read) => {
      declare(instrument, () => ({ ...instrument, series: bounded(read()) }));
    },
    snapshot: () => Array.from(families.values(), (family) => family()),
  };
}

function createFamily<Series extends object>(
  name: string,
  createOne: () => Series & { readonly snapshot: Snapshot },
) {
  const index = createSeriesIndex<Series>(MAX_SERIES);
  const all: { readonly attributes: Attributes; readonly snapshot: Snapshot }[] = [];
  function create(attributes: Attributes): Series {
    assertAttributes(name, attributes);
    if (all.length >= MAX_SERIES - 1 && attributes !== OVERFLOW) return seriesOf(OVERFLOW);
    const one = createOne();
    index.add(attributes, one);
    all.push({ attributes: sorted(attributes), snapshot: one.snapshot });
    return one;
  }
  const seriesOf = (attributes: Attributes = {}): Series =>
    index.find(attributes) ?? create(attributes);
  return {
    family: seriesOf,
    seriesOf: () => all.map(({ attributes, snapshot }) => ({ attributes, ...snapshot() })),
  };
}

function sorted(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function bounded(observations: readonly Observation[]): readonly SeriesSnapshot[] {
  const series = observations.map(({ attributes = {}, value }) => ({ attributes, value }));
  if (series.length <= MAX_SERIES) return series;
  const rest = series.splice(MAX_SERIES - 1);
  const value = rest.reduce((sum, one) => sum + one.value, 0);
  return [...series, { attributes: OVERFLOW, value }];
}

function createCounterSeries(): CounterSeries & { snapshot: Snapshot } {
  let value = 0;
  return {
    add: (amount) => {
      if (amount > 0) value += amount;
    },
    snapshot: () => ({ value }),
  };
}

function createGaugeSeries(): GaugeSeries & { snapshot: Snapshot } {
  let value = 0;
  return { set: (now) => void (value = now), snapshot: () => ({ value }) };
}

function createHistogramSeries(
  bounds: readonly number[],
): HistogramSeries & { snapshot: Snapshot } {
  const counts = new Array<number>(bounds.length + 1).fill(0);
  let sum = 0;
  let exemplars: (Exemplar | undefined)[] | undefined;
  return {
    record: (value, trace) => {
      if (Number.isNaN(value)) return;
      let index = 0;
      while (index < bounds.length && value > (bounds[index] ?? Infinity)) index += 1;
      counts[index] = (counts[index] ?? 0) + 1;
      sum += value;
      if (trace === undefined) return;
      exemplars ??= counts.map(() => undefined);
      exemplars[index] = { ...trace, value };
    },
    snapshot: () => ({
      value: sum,
      counts: [...counts],
      ...(exemplars && { exemplars: [...exemplars] }),
    }),
  };
}
