import {
  createNoopMeter,
  type Attributes,
  type Meter,
  type MeterProvider,
} from '@opentelemetry/api';
import type { CounterSeries, Family, Metrics, Observation } from '../metrics/metrics.ts';

/**
 * Creates the meters by which the SDK counts its spans among the server's own metrics, under
 * OpenTelemetry's names: `otel.sdk.processor.span.processed`, with `error.type` for dropped spans, and
 * `otel.sdk.processor.span.queue.size`.
 */
export function createSelfMetrics(metrics: Metrics): MeterProvider {
  const families = new Map<string, Family<CounterSeries>>(); // each tracer of the SDK creates its own
  const createCounter: Meter['createCounter'] = (name, options) => {
    const series = families.get(name) ?? metrics.counter({ name, ...describe(options) });
    families.set(name, series);
    return {
      add: (amount, attributes) => {
        series(errorOf(attributes)).add(amount);
      },
    };
  };
  const createObservableUpDownCounter: Meter['createObservableUpDownCounter'] = (
    name,
    options,
  ) => ({
    addCallback: (callback) => {
      metrics.observe({ name, kind: 'gauge', ...describe(options) }, () => {
        const observations: Observation[] = [];
        void callback({ observe: (value) => void observations.push({ value }) });
        return observations;
      });
    },
    removeCallback: () => undefined,
  });
  const meter = Object.assign(createNoopMeter(), { createCounter, createObservableUpDownCounter });
  return { getMeter: () => meter };
}

function describe({ unit = '1', description = '' }: { unit?: string; description?: string } = {}) {
  return { unit, description };
}

/** Leaves out the number of the processor, which the SDK adds: there is only one. */
function errorOf(attributes: Attributes = {}): Readonly<Record<string, string>> {
  const error = attributes['error.type'];
  return typeof error === 'string' ? { 'error.type': error } : {};
}
