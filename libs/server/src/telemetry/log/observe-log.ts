import type { Metrics } from '../metrics/metrics.ts';
import type { LineSink } from './line-sink.ts';
import type { Loggers } from './loggers.ts';

/** Declares the counts of log lines, which are kept where lines are written. */
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
      description: 'Log lines that no reader took.',
    },
    () => [{ value: sink.droppedLines() }],
  );
}
