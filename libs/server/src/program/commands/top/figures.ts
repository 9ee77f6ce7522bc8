import { formatBytes, formatCount, formatMs, toDigits } from './format.ts';
import type { SeriesName } from '../../../management/flight/series-names.ts';
import type { Flight } from './overview.ts';

/** Seconds after which a figure of a second is no longer the current one. */
const CURRENT_SECONDS = 5;

interface Figure {
  readonly label: string;
  readonly series: SeriesName;
  readonly format: (value: number) => string;
  /**
   * What holds in a second that is not recorded, because the process was idle: `count`: nothing happened;
   * `level`: it is as before; `sample`: unknown.
   */
  readonly kind: 'count' | 'level' | 'sample';
}

/** The figures, in the order in which they are shown. */
const FIGURES: readonly Figure[] = [
  { label: 'requests/s', series: 'requests', format: formatCount, kind: 'count' },
  { label: 'errors/s', series: 'errors', format: formatCount, kind: 'count' },
  { label: 'p50', series: 'p50Ms', format: formatMs, kind: 'sample' },
  { label: 'p95', series: 'p95Ms', format: formatMs, kind: 'sample' },
  { label: 'p99', series: 'p99Ms', format: formatMs, kind: 'sample' },
  { label: 'loop delay', series: 'loopDelayMs', format: formatMs, kind: 'sample' },
  { label: 'loop busy', series: 'loopUtilization', format: formatShare, kind: 'sample' },
  { label: 'cpu cores', series: 'cpuCores', format: toDigits, kind: 'sample' },
  { label: 'memory', series: 'residentBytes', format: formatBytes, kind: 'level' },
  { label: 'heap', series: 'heapUsedBytes', format: formatBytes, kind: 'level' },
  { label: 'connections', series: 'connections', format: formatCount, kind: 'level' },
  { label: 'in progress', series: 'requestsUnderWay', format: formatCount, kind: 'level' },
];

/** A figure with its current value as text, and its values by second up to now. */
export interface ShownFigure {
  readonly label: string;
  readonly value: string;
  readonly values: readonly (number | null)[];
}

/** Describes all figures of a flight over some seconds up to its now. */
export function describeFigures(flight: Flight, seconds: number): readonly ShownFigure[] {
  const places = new Map(flight.times.map((time, place) => [time, place]));
  const start = Math.ceil(Date.parse(flight.startedAt) / 1_000);
  const end = Math.floor(Date.parse(flight.now) / 1_000); // the second that has not ended
  const times = Array.from({ length: seconds }, (_, index) => end - seconds + index);
  const ofStart = times.filter((time) => time < start).length;
  return FIGURES.map((figure) => {
    const recorded = times.map((time) => valueAt(flight, figure, places.get(time)));
    const before = lastBefore(flight, figure, end - seconds);
    const values = [
      ...recorded.slice(0, ofStart),
      ...fillIdle(recorded.slice(ofStart), figure.kind, before),
    ];
    return { label: figure.label, value: currentOf(values, figure), values };
  });
}

function valueAt({ series }: Flight, figure: Figure, place: number | undefined): number | null {
  return place === undefined ? null : (series[figure.series][place] ?? null);
}

/** Returns the last value before the seconds that are shown. */
function lastBefore({ times, series }: Flight, figure: Figure, start: number): number | null {
  const place = times.findLastIndex(
    (time, index) => time < start && series[figure.series][index] != null,
  );
  return series[figure.series][place] ?? null;
}

function fillIdle(
  values: readonly (number | null)[],
  kind: Figure['kind'],
  before: number | null,
): readonly (number | null)[] {
  if (kind === 'sample') return values;
  let last = before;
  return values.map((value) => {
    last = value ?? last;
    return value ?? (kind === 'count' ? 0 : last);
  });
}

/** The latest value: those of the last second may be written late. */
function currentOf(values: readonly (number | null)[], { format, kind }: Figure): string {
  const known = kind === 'count' ? values.slice(-1) : values.slice(-CURRENT_SECONDS);
  const current = known.findLast((value) => value !== null);
  return current == null ? '-' : format(current);
}

function formatShare(share: number): string {
  return `${Math.round(share * 100)} %`;
}
