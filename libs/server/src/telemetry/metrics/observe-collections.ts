import { PerformanceObserver } from 'node:perf_hooks';
import type { Metrics } from './metrics.ts';

/** OpenTelemetry's names for the kinds in `perf_hooks.constants.NODE_PERFORMANCE_GC_*`. */
const GC_TYPES: Readonly<Record<number, string>> = {
  1: 'minor',
  4: 'major',
  8: 'incremental',
  16: 'weakcb',
};

/**
 * Declares the durations of garbage collections, and records them from now on. Loads node:perf_hooks, which takes
 * longer than an answer.
 */
export function observeCollections(metrics: Metrics): void {
  const durations = metrics.histogram({
    name: 'v8js.gc.duration',
    unit: 's',
    across: 'thread',
    description: 'Duration of garbage collections.',
    bounds: [0.001, 0.01, 0.1, 1, 10],
  });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { duration, detail } = entry as PerformanceEntry & { detail: { kind: number } };
      durations({ 'v8js.gc.type': GC_TYPES[detail.kind] ?? 'other' }).record(duration / 1_000);
    }
  }).observe({ entryTypes: ['gc'] });
}
