import type { Temporality } from '../../config/declared/metric-export.ts';
import type { World } from '../../world/world.ts';
import type { FamilySnapshot, Metrics } from '../metrics/metrics.ts';
import { countOutcomes } from './count-outcomes.ts';
import type { Exported } from './create-sender.ts';
import type { MetricsBatch } from './render-metrics-batch.ts';
import { subtractMetrics } from './subtract-metrics.ts';

export interface MetricExportOptions extends Pick<World, 'now' | 'schedule'> {
  readonly intervalMs: number;
  readonly temporality: Temporality;
  /** Milliseconds since 1970 at which the process started: from then on it counts. */
  readonly startMs: number;
  /** Reads the metrics of all threads, whose counters never fall. */
  readonly read: () => Promise<readonly FamilySnapshot[]>;
  readonly send: (batch: MetricsBatch) => Promise<Exported>;
  /** Receives the count of data points that were exported or dropped. */
  readonly metrics: Pick<Metrics, 'counter'>;
  /** Receives the outcome of each export. */
  readonly report: (exported: Exported) => void;
  /** Receives why the metrics could not be read, such as an error of the app's own. */
  readonly onError: (error: unknown) => void;
}

/** The export of metrics, from the start of the server to its end. */
export interface MetricExport {
  /** Exports the last values. */
  readonly stop: () => Promise<void>;
}

/** The count of exported data points, under OpenTelemetry's name. */
const EXPORTED = {
  name: 'otel.sdk.exporter.metric_data_point.exported',
  unit: '{data_point}',
  description:
    'Data points of metrics for which an export by OTLP has ended, by error.type if it failed.',
};

/**
 * Exports the metrics once in an interval, unless the last export still lasts, and at the end. With the temporality
 * `delta`, counts that a collector did not accept are part of the next export.
 */
export function startMetricExport(options: MetricExportOptions): MetricExport {
  const { schedule, intervalMs, now, read, send, temporality, report, onError } = options;
  const count = countOutcomes(options.metrics, EXPORTED);
  let before: readonly FamilySnapshot[] = [];
  let { startMs } = options;
  let inProgress = Promise.resolve();
  let isBusy = false;
  let cancel = schedule(intervalMs, begin);
  async function exportOnce(): Promise<void> {
    const current = await read();
    const endMs = now().getTime();
    const families = temporality === 'delta' ? subtractMetrics(current, before) : current;
    const exported = await send({ families, temporality, startMs, endMs });
    count(exported);
    report(exported);
    if (exported.reason === undefined && temporality === 'delta')
      [before, startMs] = [current, endMs];
  }
  function begin(): void {
    cancel = schedule(intervalMs, begin);
    if (isBusy) return;
    isBusy = true;
    inProgress = exportOnce()
      .catch(onError)
      .finally(() => (isBusy = false));
  }
  return {
    stop: async () => {
      cancel();
      await inProgress.then(exportOnce).catch(onError);
    },
  };
}
