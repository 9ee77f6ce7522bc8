import type { FamilySnapshot } from '../telemetry/metrics/metrics.ts';
import { createDropReport, EXPORT_LOGGER } from '../telemetry/otlp/report-drops.ts';
import type { World } from '../world/world.ts';
import type { Parts } from './parts.ts';

/** The flush of all exports has a deadline of its own; this limit only applies if that fails. */
const STOP_DEADLINE_MS = 3_000;

type Read = () => readonly FamilySnapshot[] | Promise<readonly FamilySnapshot[]>;

/** Starts to export the metrics of the process if the settings ask for it, and exports the last values at the end. */
export async function exportMetrics(
  { now, schedule, monotonicMs, usage }: World,
  { exports, liveSettings, loggers, metrics, lifecycle }: Parts,
  read: Read,
): Promise<void> {
  const target = exports?.plan.metrics;
  if (exports === undefined || target === undefined) return;
  const { startMetricExport } = await import('../telemetry/otlp/start-metric-export.ts');
  const { metricExportIntervalMs: intervalMs, metricsTemporality } = liveSettings.current;
  const words = { noun: 'metrics', countName: 'dataPointCount' };
  const log = loggers.named(EXPORT_LOGGER);
  const { stop } = startMetricExport({
    now,
    schedule,
    intervalMs,
    temporality: metricsTemporality,
    startMs: now().getTime() - usage().uptimeSeconds * 1_000,
    read: async () => read(),
    send: exports.metrics,
    metrics,
    report: createDropReport({ log, monotonicMs, url: target.url, ...words }),
    onError: (error) => {
      log.error({ err: error }, 'cannot read the metrics to export');
    },
  });
  const run = async (): Promise<void> => {
    exports.end();
    await stop();
  };
  lifecycle.onEnd({ name: 'metrics', run, deadlineMs: STOP_DEADLINE_MS });
}
