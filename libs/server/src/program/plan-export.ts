import type { OtlpProtocol } from '../config/declared/otlp.ts';
import type { KeyValues } from '../config/key-values.ts';
import type { Settings } from '../config/settings.ts';
import type { ExportTarget } from '../telemetry/otlp/create-sender.ts';
import type { Program } from './program.ts';

export type Signal = 'traces' | 'metrics' | 'logs';

/** The settings of one signal, which override those of all. */
interface SignalSettings {
  readonly exporters: readonly string[] | undefined;
  readonly endpoint: URL | undefined;
  readonly headers: KeyValues | undefined;
  readonly timeoutMs: number | undefined;
  readonly protocol: OtlpProtocol | undefined;
  readonly compression: ExportTarget['compression'] | undefined;
}

const SETTINGS: Readonly<Record<Signal, (settings: Settings) => SignalSettings>> = {
  traces: (settings) => ({
    exporters: settings.tracesExporters,
    endpoint: settings.otlpTracesEndpoint,
    headers: settings.otlpTracesHeaders,
    timeoutMs: settings.otlpTracesTimeoutMs,
    protocol: settings.otlpTracesProtocol,
    compression: settings.otlpTracesCompression,
  }),
  metrics: (settings) => ({
    exporters: settings.metricsExporters,
    endpoint: settings.otlpMetricsEndpoint,
    headers: settings.otlpMetricsHeaders,
    timeoutMs: settings.otlpMetricsTimeoutMs,
    protocol: settings.otlpMetricsProtocol,
    compression: settings.otlpMetricsCompression,
  }),
  logs: (settings) => ({
    exporters: settings.logsExporters,
    endpoint: settings.otlpLogsEndpoint,
    headers: settings.otlpLogsHeaders,
    timeoutMs: settings.otlpLogsTimeoutMs,
    protocol: settings.otlpLogsProtocol,
    compression: settings.otlpLogsCompression,
  }),
};

/** Plans where to send a signal by OTLP; returns undefined if the settings do not ask for it. */
export function planExport(settings: Settings, signal: Signal): ExportTarget | undefined {
  const own = SETTINGS[signal](settings);
  const url = own.endpoint ?? belowEndpoint(settings.otlpEndpoint, signal);
  if (url === undefined || settings.otelSdkDisabled || !isChosen(own)) return undefined;
  const protocol = own.protocol ?? settings.otlpProtocol;
  return {
    url: url.href,
    protocol,
    headers: mergeHeaders([
      settings.otlpHeaders ?? {},
      own.headers ?? {},
      { 'content-type': CONTENT_TYPES[protocol] },
    ]),
    timeoutMs: own.timeoutMs ?? settings.otlpTimeoutMs,
    compression: own.compression ?? settings.otlpCompression,
  };
}

/**
 * Whether the exporter of a signal is OTLP. The endpoint for all signals alone chooses it for traces only: who has set
 * it for traces must not find that a later version sends every log line to the same place.
 */
function isChosen({ exporters, endpoint }: SignalSettings): boolean {
  if (exporters === undefined) return endpoint !== undefined;
  return exporters.includes('otlp') && !exporters.includes('none');
}

/** The specification appends the path of the signal, whether or not the endpoint ends in a slash. */
function belowEndpoint(endpoint: URL | undefined, signal: Signal): URL | undefined {
  if (endpoint === undefined) return undefined;
  const url = new URL(endpoint);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/v1/${signal}`;
  return url;
}

/** The specification of OTLP names these media types: "OTLP/HTTP". */
const CONTENT_TYPES: Readonly<Record<OtlpProtocol, string>> = {
  'http/protobuf': 'application/x-protobuf',
  'http/json': 'application/json',
};

function mergeHeaders(given: readonly KeyValues[]): Record<string, string> {
  const fields = given.flatMap((headers) => Object.entries(headers));
  return Object.fromEntries(fields.map(([name, value]) => [name.toLowerCase(), value]));
}

/** What identifies this process to a collector. */
export interface Identified extends Pick<Program, 'name' | 'version'> {
  /** Differs between processes, and is the same in all threads of one. */
  readonly instanceId: string;
}

/** Returns the attributes of this service, which are equal in all signals. */
export function planResource(
  { otelServiceName, otelResourceAttributes: attributes = {} }: Settings,
  { name, version, instanceId }: Identified,
): Readonly<Record<string, string>> {
  return {
    'service.version': version,
    'service.instance.id': instanceId,
    ...attributes,
    'service.name': otelServiceName ?? attributes['service.name'] ?? name,
  };
}
