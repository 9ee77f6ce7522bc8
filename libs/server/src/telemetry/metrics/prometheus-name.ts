import type { FamilySnapshot } from './metrics.ts';

/** UCUM's signs in Prometheus's words, as OpenTelemetry's "Prometheus and OpenMetrics Compatibility" has them. */
const WORDS: Readonly<Record<string, string>> = {
  d: 'days',
  h: 'hours',
  min: 'minutes',
  s: 'seconds',
  ms: 'milliseconds',
  us: 'microseconds',
  ns: 'nanoseconds',
  By: 'bytes',
  KiBy: 'kibibytes',
  MiBy: 'mebibytes',
  GiBy: 'gibibytes',
  kBy: 'kilobytes',
  MBy: 'megabytes',
  '%': 'percent',
};

/** The word for the unit of a metric; empty where it has none, as for what is only counted. */
export function unitOf({ unit, kind }: Pick<FamilySnapshot, 'unit' | 'kind'>): string {
  if (unit === '1') return kind === 'gauge' ? 'ratio' : '';
  const [amount = '', per] = unit.replaceAll(/\{[^}]*\}/g, '').split('/');
  const words = [wordOf(amount), per === undefined || per === '' ? '' : `per_${wordOf(per)}`];
  return words.filter((word) => word !== '').join('_');
}

/** The name of a metric's family: without the `_total` of a counter, with the unit at its end. */
export function nameOf({
  name,
  ...family
}: Pick<FamilySnapshot, 'name' | 'unit' | 'kind'>): string {
  const words = tidy(name).replace(/_total$/, '');
  const unit = unitOf(family);
  return unit === '' || words.endsWith(`_${unit}`) ? words : `${words}_${unit}`;
}

function wordOf(unit: string): string {
  return WORDS[unit] ?? tidy(unit);
}

function tidy(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9_]/g, '_').replaceAll(/_{2,}/g, '_');
}
