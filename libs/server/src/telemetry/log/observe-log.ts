import type { Metrics } from '../metrics/metrics.ts';
import type { LineSink } from './line-sink.ts';
import type { Loggers } from './loggers.ts';

/** Declares the metrics of log lines, which the loggers and the sink count themselves. */
export function observeLog(metrics: Metrics, loggers: Loggers, sink: LineSink): void {
  metrics.observe(
    { name: 'log.lines', unit: '{line}', kind: 'counter', description: 'Log lines by level.' },
    () =>
      Object.entries(loggers.lineCounts()).map(([level, value]) => ({
        attributes: { level },
        value,
      })),
  );
  metrics.observe(
    {
      name: 'log.dropped_lines',
      unit: '{line}',
      kind: 'counter',
      description: 'Log lines dropped.',
    },
    () => [{ value: sink.droppedLines() }],
  );
}
