import { defaultsOf } from '../src/config/setting.ts';
import { serverSettings, type Settings } from '../src/config/settings.ts';
import { planTracing } from '../src/program/plan-tracing.ts';
import type { Tracing, TracingOptions } from '../src/telemetry/trace/tracing.ts';
import { startTracing } from '../src/telemetry/trace/start-tracing.ts';

/** Starts tracing for a service named `example`, planned from the settings of a server. */
export function startTestTracing(
  endpoint: string,
  settings: Partial<Settings>,
  options: TracingOptions,
): Promise<Tracing> {
  const planned = { ...defaultsOf(serverSettings), otlpEndpoint: new URL(endpoint), ...settings };
  return startTracing(
    planTracing(planned, { name: 'example', version: '1.2.3', instanceId: 'test' }),
    options,
  );
}
