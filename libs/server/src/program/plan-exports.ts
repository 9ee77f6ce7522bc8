import type { Settings } from '../config/settings.ts';
import type { ExportsPlan } from '../telemetry/otlp/exports.ts';
import { planExport, planResource, type Identified } from './plan-export.ts';

/** Plans the export of metrics and log lines; returns undefined if the settings ask for neither. */
export function planExports(settings: Settings, identified: Identified): ExportsPlan | undefined {
  const metrics = limit(planExport(settings, 'metrics'), settings.metricExportTimeoutMs);
  const logs = limit(planExport(settings, 'logs'), settings.logExportTimeoutMs);
  if (metrics === undefined && logs === undefined) return undefined;
  return { resource: planResource(settings, identified), metrics, logs };
}

function limit(target: ReturnType<typeof planExport>, timeoutMs: number): typeof target {
  return target && { ...target, timeoutMs: Math.min(target.timeoutMs, timeoutMs) };
}
