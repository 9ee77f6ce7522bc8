import type { Metrics } from '../src/telemetry/metrics/metrics.ts';

/** Returns the values of a metric by the values of its attributes, such as `{ idle: 3 }`. */
export function readMetric(metrics: Metrics, name: string): Readonly<Record<string, number>> {
  const family = metrics.snapshot().find((one) => one.name === name);
  if (family === undefined) throw new Error(`No metric named "${name}"`);
  return Object.fromEntries(
    family.series.map(({ attributes, value }) => [Object.values(attributes).join(), value]),
  );
}

/** Returns the same of a metric that is a counter or a gauge, from the text of `GET /metrics`. */
export function parseMetric(text: string, name: string): Readonly<Record<string, number>> {
  const family = `${name.replaceAll('.', '_')}(?:_bytes)?(?:_total)?`;
  const samples = text.matchAll(new RegExp(`^${family}(?:\\{(.*)\\})? (\\S+)$`, 'gm'));
  return Object.fromEntries(
    Array.from(samples, ([, labels = '', value]) => [
      Array.from(labels.matchAll(/="(.*?)"/g), ([, label]) => label).join(),
      Number(value),
    ]),
  );
}
