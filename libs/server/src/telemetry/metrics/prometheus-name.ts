import type { FamilySnapshot } from './metrics.ts';

/** Prometheus' words for UCUM units: OpenTelemetry, "Prometheus and OpenMetrics Compatibility". */
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

/** Returns the word for a metric's unit; empty without one, for example for a plain count. */
export function unitOf({ unit, kind }: Pick<FamilySnapshot, 'unit' | 'kind'>): string {
  if (unit === '1') return kind === 'gauge' ? 'ratio' : '';
  const [amount = '', per] = unit.replaceAll(/\{[^}]*\}/g, '').split('/');
  const words = [wordOf(amount), per === undefined || per === '' ? '' : `per_${wordOf(per)}`];
  return words.filter((word) => word !== '').join('_');
}

/** Returns the name of a metric family: with the unit at the end, without the `_total` of a counter. */
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
