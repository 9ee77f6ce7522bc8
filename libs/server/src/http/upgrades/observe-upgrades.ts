import type { Loggers } from '../../telemetry/log/loggers.ts';
import type { Metrics } from '../../telemetry/metrics/metrics.ts';
import type { Exchange } from '../exchange.ts';
import { sentHeadOf } from '../private-surfaces.ts';
import { routeOf } from '../route-template.ts';

/** An upgraded connection that has ended. */
export interface EndedUpgrade {
  /** The request that asked for the upgrade, and its answer. */
  readonly exchange: Exchange;
  /** Milliseconds from the answer with 101 to the end of the connection. */
  readonly durationMs: number;
  /** Bytes that the client sent in the new protocol. */
  readonly bytesIn: number;
  /** Bytes that the application sent in the new protocol. */
  readonly bytesOut: number;
  /** Code with which the protocol was closed; undefined if the application did not note one. */
  readonly closeCode: number | undefined;
  /** `timeout` if the connection was cut because it was idle. */
  readonly errorType: 'timeout' | undefined;
}

export interface ObserveUpgradesOptions {
  readonly loggers: Pick<Loggers, 'named'>;
  readonly metrics: Metrics;
  /** Share of the ends to log, from 0 to 1; those with an error are always logged. */
  readonly ratio: number;
  readonly random: () => number;
}

/** From a second to a day, in seconds. */
const BOUNDS = [1, 5, 15, 60, 300, 900, 3_600, 14_400, 86_400];

/** Creates the function that measures and logs the end of an upgraded connection. */
export function observeUpgrades(options: ObserveUpgradesOptions): (ended: EndedUpgrade) => void {
  const { loggers, metrics, ratio, random } = options;
  const log = loggers.named('http');
  const durations = metrics.histogram({
    name: 'http.server.upgrade.duration',
    unit: 's',
    description: 'Duration of upgraded connections, from the answer with 101 to their end.',
    bounds: BOUNDS,
  });
  return (ended) => {
    const { exchange, durationMs, errorType } = ended;
    const route = routeOf(exchange);
    durations({
      'network.protocol.name': protocolOf(exchange),
      ...(route === '' ? {} : { 'http.route': route }),
      ...(errorType === undefined ? {} : { 'error.type': errorType }),
    }).record(durationMs / 1_000);
    if (errorType === undefined && ratio < 1 && random() >= ratio) return;
    log.info(describe(ended, route), 'upgrade ended');
  };
}

function describe({ exchange, durationMs, ...rest }: EndedUpgrade, route: string): object {
  const { id: requestId, request, trace } = exchange;
  return {
    requestId,
    protocol: protocolOf(exchange),
    path: request.originalUrl.split('?', 1)[0], // the query may contain secrets
    route,
    durationMs: Math.round(durationMs * 100) / 100,
    ...rest,
    clientAddress: request.ip,
    traceId: trace?.traceId,
  };
}

/** Returns the protocol of the answer with 101, which the application has chosen of those that the client offers. */
function protocolOf({ response }: Exchange): string {
  return /^upgrade:[ \t]*([!-~]+)/im.exec(sentHeadOf(response) ?? '')?.[1]?.toLowerCase() ?? '';
}
