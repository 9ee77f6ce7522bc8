import type { Settings } from '../config/settings.ts';
import type { TracingPlan } from '../telemetry/trace/tracing.ts';
import type { Program } from './program.ts';

/** Plans tracing; returns undefined if the settings do not enable it. */
export function planTracing(
  settings: Settings,
  { name, version }: Pick<Program, 'name' | 'version'>,
): TracingPlan | undefined {
  const url = settings.otlpTracesEndpoint ?? belowEndpoint(settings.otlpEndpoint);
  if (url === undefined || settings.otelSdkDisabled) return undefined;
  const attributes = settings.otelResourceAttributes ?? {};
  const serviceName = settings.otelServiceName ?? attributes['service.name'] ?? name;
  return {
    exporter: {
      url,
      headers: planHeaders(settings),
      timeoutMs: settings.otlpTracesTimeoutMs ?? settings.otlpTimeoutMs,
    },
    resource: { 'service.version': version, ...attributes, 'service.name': serviceName },
    sampler: settings,
    queue: settings,
  };
}

/** The specification appends the path of the signal, whether or not the endpoint ends in a slash. */
function belowEndpoint(endpoint: URL | undefined): URL | undefined {
  if (endpoint === undefined) return undefined;
  const url = new URL(endpoint);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/v1/traces`;
  return url;
}

function planHeaders({ otlpHeaders, otlpTracesHeaders }: Settings): Record<string, string> {
  const given = [
    otlpHeaders ?? {},
    otlpTracesHeaders ?? {},
    { 'content-type': 'application/json' },
  ];
  const fields = given.flatMap((headers) => Object.entries(headers));
  return Object.fromEntries(fields.map(([name, value]) => [name.toLowerCase(), value]));
}
