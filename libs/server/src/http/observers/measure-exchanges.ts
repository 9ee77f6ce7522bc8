import type { HistogramSeries, MeasuredTrace, Metrics } from '../../telemetry/metrics/metrics.ts';
import type { Exchange, Observer } from '../exchange.ts';
import { routeOf } from '../route-template.ts';
import { protocolVersionOf } from './protocol-version.ts';

/** Bounds recommended by OpenTelemetry for `http.server.request.duration`, in seconds. */
const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

/** Methods known to OpenTelemetry; all others are reported as `_OTHER`. */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'CONNECT', 'TRACE'];

/** Most series that are cached; others are looked up in the family, which bounds their number. */
const MAX_CACHED = 2_000;

/** Series by error type, then by the number that `codeOf` computes from the other attributes. */
type RouteSeries = Map<string | undefined, Map<number, HistogramSeries>>;

/**
 * Measures the duration of every exchange by method, status, route and error, by OpenTelemetry's HTTP
 * conventions. The series is found by route, error and one number, so that the attributes of a request
 * like an earlier one are not built again. A sampled trace is the exemplar of its bucket.
 */
export function createExchangeMetrics(metrics: Metrics, now: () => Date): Observer {
  const durations = metrics.histogram({
    name: 'http.server.request.duration',
    unit: 's',
    description: 'Duration of HTTP server requests.',
    bounds: BOUNDS,
  });
  const routes = new Map<string, RouteSeries>();
  let cachedCount = 0;
  function find(exchange: Exchange, code: number, route: string): HistogramSeries {
    const series = durations(attributesOf(exchange, route));
    if (cachedCount >= MAX_CACHED) return series;
    cachedCount += 1;
    const byError =
      routes.get(route) ?? new Map<string | undefined, Map<number, HistogramSeries>>();
    const byCode = byError.get(exchange.errorType) ?? new Map<number, HistogramSeries>();
    routes.set(route, byError.set(exchange.errorType, byCode.set(code, series)));
    return series;
  }
  return {
    onEnd: (exchange, durationMs) => {
      const route = routeOf(exchange);
      const code = codeOf(exchange);
      const cached = routes.get(route)?.get(exchange.errorType)?.get(code);
      const series = cached ?? find(exchange, code, route);
      series.record(durationMs / 1_000, sampledTraceOf(exchange, now));
    },
  };
}

/** `sampled` of the flags in W3C Trace Context, section 3.2.2.5. */
const SAMPLED = 1;

/** Returns the trace of an exchange if it is exported: the others cannot be looked up. */
function sampledTraceOf({ trace }: Exchange, now: () => Date): MeasuredTrace | undefined {
  if (trace === undefined || (trace.span.spanContext().traceFlags & SAMPLED) === 0)
    return undefined;
  return { traceId: trace.traceId, spanId: trace.spanId, timeMs: now().getTime() };
}

/** Returns status, method, version and scheme in one number. */
function codeOf({ request, response }: Exchange): number {
  const status = response.headersSent ? response.statusCode : 0;
  const method = METHODS.indexOf(request.method) + 1;
  const scheme = isEncrypted(request) ? 1 : 0;
  const version = request.httpVersionMajor === 2 ? 2 : request.httpVersionMinor;
  return ((status * 10 + method) * 10 + version) * 2 + scheme;
}

function attributesOf({ request, response, errorType }: Exchange, route: string) {
  const status = response.headersSent ? String(response.statusCode) : undefined;
  const error = errorType ?? (response.statusCode >= 500 ? status : undefined);
  return {
    'http.request.method': METHODS.includes(request.method) ? request.method : '_OTHER',
    ...(status === undefined ? {} : { 'http.response.status_code': status }),
    ...(route === '' ? {} : { 'http.route': route }),
    'network.protocol.version': protocolVersionOf(request),
    'url.scheme': isEncrypted(request) ? 'https' : 'http',
    ...(error === undefined ? {} : { 'error.type': error }),
  };
}

function isEncrypted({ socket }: Exchange['request']): boolean {
  return 'encrypted' in socket && socket.encrypted === true;
}
