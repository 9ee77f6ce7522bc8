import type { SeriesName } from '../../../flight/series-names.ts';
import { useMemo, useState } from 'preact/hooks';
import { Chart, type Line } from '../charts/chart.tsx';
import { formatBytes, formatMs, formatRatio, formatTime, threeDigits } from '../format/format.ts';
import { Button } from '../parts/fields.tsx';
import { fillSeconds, fitSpan, SPANS, spanOf, type Flight, type Span } from './flight.ts';

interface Planned {
  readonly title: string;
  readonly format: (value: number) => string;
  readonly lines: readonly Omit<Line & { readonly from: SeriesName }, 'values'>[];
  readonly max?: number;
}

const CHARTS: readonly Planned[] = [
  {
    title: 'Requests per second',
    format: threeDigits,
    lines: [
      { from: 'requests', name: 'requests', tone: 'one', isArea: true },
      { from: 'errors', name: 'errors', tone: 'bad' },
    ],
  },
  {
    title: 'Latency',
    format: formatMs,
    lines: [
      { from: 'p99Ms', name: 'p99', tone: 'three' },
      { from: 'p95Ms', name: 'p95', tone: 'two' },
      { from: 'p50Ms', name: 'p50', tone: 'one' },
    ],
  },
  {
    title: 'Under way',
    format: threeDigits,
    lines: [
      { from: 'requestsUnderWay', name: 'requests', tone: 'one' },
      { from: 'connections', name: 'connections', tone: 'two' },
    ],
  },
  {
    title: 'Event-loop delay',
    format: formatMs,
    lines: [{ from: 'loopDelayMs', name: 'longest', tone: 'one', isArea: true }],
  },
  {
    title: 'Utilization',
    format: formatRatio,
    lines: [
      { from: 'loopUtilization', name: 'loop', tone: 'one', isArea: true },
      { from: 'cpuCores', name: 'CPU', tone: 'two' },
    ],
  },
  {
    title: 'Memory',
    format: formatBytes,
    lines: [
      { from: 'residentBytes', name: 'resident', tone: 'one', isArea: true },
      { from: 'heapUsedBytes', name: 'heap', tone: 'two' },
    ],
  },
];

const LABELS: Readonly<Record<number, string>> = {
  60: '1 minute',
  300: '5 minutes',
  900: '15 minutes',
};

/** The figures of the last minutes; the pointer is at the same second in all charts. */
export function FlightCharts({ flight }: { readonly flight: Flight }) {
  const [at, setAt] = useState<number>();
  const [chosen, setChosen] = useState<number>();
  const seconds = chosen ?? fitSpan(flight);
  const span = useMemo(() => spanOf(flight, seconds), [flight, seconds]);
  const charts = useMemo(() => fillCharts(flight, span), [flight, span]);
  const pointed = at === undefined ? '' : formatTime((span.start + at) * 1_000).slice(0, 8);
  return (
    <section aria-label={`Last ${LABELS[seconds] ?? ''}`}>
      <div class="toolbar below" role="group" aria-label="Shown time">
        {SPANS.map((one) => (
          <Button
            key={one}
            isPressed={one === seconds}
            onClick={() => {
              setChosen(one);
            }}
          >
            {LABELS[one]}
          </Button>
        ))}
      </div>
      <div class="charts">
        {charts.map((chart) => (
          <Chart key={chart.title} {...chart} at={at} onPoint={setAt} />
        ))}
      </div>
      <p class="axis" aria-hidden="true">
        <span>{LABELS[seconds]} ago</span>
        <span>{pointed}</span>
        <span>now</span>
      </p>
    </section>
  );
}

function fillCharts(flight: Flight, span: Span) {
  return CHARTS.map(({ lines, ...chart }) => ({
    ...chart,
    lines: lines.map((line) => ({ ...line, values: fillSeconds(flight, line.from, span) })),
  }));
}
