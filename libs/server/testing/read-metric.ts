import type { Metrics } from '../src/telemetry/metrics/metrics.ts';

/** Returns the values of a metric by the values of its attributes, such as `{ idle: 3 }`. */
export function readMetric(metrics: Metrics, name: string): Readonly<Record<string, number>> {
  const family = metrics.snapshot().find((one) => one.name === name);
  if (family === undefined) throw new Error(`No metric named "${name}"`);
  return Object.fromEntries(
    family.series.map(({ attributes, value }) => [Object.values(attributes).join(), value]),
  );
}
