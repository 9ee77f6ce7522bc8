import { labelOf } from './instrument-form.ts';
import type { Attributes, Exemplar, FamilySnapshot, SeriesSnapshot } from './metrics.ts';
import { nameOf, unitOf } from './prometheus-name.ts';

/** A text format of metrics: its media type and its renderer. */
export interface Exposition {
  readonly contentType: string;
  readonly render: (families: readonly FamilySnapshot[]) => string;
}

/** @see https://prometheus.io/docs/instrumenting/exposition_formats/ (text-based format) */
export const prometheusText: Exposition = {
  contentType: 'text/plain; version=0.0.4; charset=utf-8',
  render: (families) => families.flatMap((family) => renderFamily(family, false)).join(''),
};

/** @see https://prometheus.io/docs/specs/om/open_metrics_spec/ (text format) */
export const openMetricsText: Exposition = {
  contentType: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
  render: (families) =>
    families.flatMap((family) => renderFamily(family, true)).join('') + '# EOF\n',
};

function renderFamily(family: FamilySnapshot, isOpenMetrics: boolean): string[] {
  if (family.series.length === 0) return [];
  const name = nameOf(family);
  const sample = family.kind === 'counter' ? `${name}_total` : name;
  const described = isOpenMetrics ? name : sample; // OpenMetrics names the family without _total
  const unit = unitOf(family);
  return [
    `# HELP ${described} ${escapeHelp(family.description, isOpenMetrics)}\n`,
    `# TYPE ${described} ${family.kind}\n`,
    ...(isOpenMetrics && unit !== '' ? [`# UNIT ${described} ${unit}\n`] : []),
    ...family.series.flatMap((series) =>
      family.kind === 'histogram'
        ? renderHistogram(
            name,
            isOpenMetrics ? series : { ...series, exemplars: [] },
            family.bounds ?? [],
          )
        : `${sample}${renderLabels(series.attributes)} ${renderNumber(series.value)}\n`,
    ),
  ];
}

function renderHistogram(
  name: string,
  { attributes, value, counts = [], exemplars = [] }: SeriesSnapshot,
  bounds: readonly number[],
): string[] {
  let count = 0;
  const buckets = counts.map((inBucket, index) => {
    count += inBucket;
    const le = renderBound(bounds[index] ?? Infinity);
    const example = renderExemplar(exemplars[index]);
    return `${name}_bucket${renderLabels({ ...attributes, le })} ${count}${example}\n`;
  });
  const labels = renderLabels(attributes);
  return [
    ...buckets,
    `${name}_sum${labels} ${renderNumber(value)}\n`,
    `${name}_count${labels} ${count}\n`,
  ];
}

/** Most characters of the names and values of an exemplar's labels: OpenMetrics, "Exemplars". */
const MAX_EXEMPLAR_CHARACTERS = 128;

/** Renders the example of a bucket; the text format of Prometheus has none. */
function renderExemplar(exemplar: Exemplar | undefined): string {
  if (exemplar === undefined) return '';
  const { traceId, spanId, value, timeMs } = exemplar;
  const labels = { trace_id: traceId, span_id: spanId };
  const characters = Object.entries(labels).flat().join('');
  if (characters.length > MAX_EXEMPLAR_CHARACTERS) return '';
  return ` # ${renderLabels(labels)} ${renderNumber(value)} ${timeMs / 1_000}`;
}

function renderLabels(attributes: Attributes): string {
  const labels = Object.entries(attributes).map(
    ([name, value]) => `${labelOf(name)}="${escapeLabel(value)}"`,
  );
  return labels.length === 0 ? '' : `{${labels.join(',')}}`;
}

function escapeLabel(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

function escapeHelp(text: string, isOpenMetrics: boolean): string {
  const escaped = text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
  return isOpenMetrics ? escaped.replaceAll('"', '\\"') : escaped;
}

/** OpenMetrics requires `1.0` for a whole bound; Prometheus accepts both forms. */
function renderBound(bound: number): string {
  return Number.isInteger(bound) && Math.abs(bound) < 1e21 ? `${bound}.0` : renderNumber(bound);
}

function renderNumber(value: number): string {
  if (value === Infinity) return '+Inf';
  return value === -Infinity ? '-Inf' : String(value);
}
