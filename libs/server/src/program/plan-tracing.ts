import type { Settings } from '../config/settings.ts';
import type { TracingPlan } from '../telemetry/trace/tracing.ts';
import { planExport, planResource, type Identified } from './plan-export.ts';

/** Plans tracing; returns undefined if the settings do not enable it. */
export function planTracing(settings: Settings, identified: Identified): TracingPlan | undefined {
  const exporter = planExport(settings, 'traces');
  if (exporter === undefined) return undefined;
  return {
    exporter,
    resource: planResource(settings, identified),
    isPropagated: !settings.propagators.includes('none'),
    sampler: settings,
    queue: settings,
  };
}
