import type { OtlpProtocol } from '../config/declared/trace.ts';
import type { Settings } from '../config/settings.ts';
import type { TracingPlan } from '../telemetry/trace/tracing.ts';
import type { Program } from './program.ts';

/** Plans tracing; returns undefined if the settings do not enable it. */
export function planTracing(
  settings: Settings,
  { name, version }: Pick<Program, 'name' | 'version'>,
): TracingPlan | undefined {
  const url = settings.otlpTracesEndpoint ?? belowEndpoint(settings.otlpEndpoint);
  const { otelSdkDisabled: isDisabled, tracesExporters, propagators } = settings;
  if (url === undefined || isDisabled || tracesExporters.includes('none')) return undefined;
  const protocol = settings.otlpTracesProtocol ?? settings.otlpProtocol;
  const attributes = settings.otelResourceAttributes ?? {};
  const serviceName = settings.otelServiceName ?? attributes['service.name'] ?? name;
  return {
    exporter: {
      url,
      protocol,
      headers: planHeaders(settings, protocol),
      timeoutMs: settings.otlpTracesTimeoutMs ?? settings.otlpTimeoutMs,
    },
    resource: { 'service.version': version, ...attributes, 'service.name': serviceName },
    isPropagated: !propagators.includes('none'),
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

/** The specification of OTLP names these media types: "OTLP/HTTP". */
const CONTENT_TYPES: Readonly<Record<OtlpProtocol, string>> = {
  'http/protobuf': 'application/x-protobuf',
  'http/json': 'application/json',
};

function planHeaders(
  { otlpHeaders, otlpTracesHeaders }: Settings,
  protocol: OtlpProtocol,
): Record<string, string> {
  const given = [
    otlpHeaders ?? {},
    otlpTracesHeaders ?? {},
    { 'content-type': CONTENT_TYPES[protocol] },
  ];
  const fields = given.flatMap((headers) => Object.entries(headers));
  return Object.fromEntries(fields.map(([name, value]) => [name.toLowerCase(), value]));
}
