import { defaultsOf } from '../src/config/setting.ts';
import { serverSettings } from '../src/config/settings.ts';
import { observeFilesCache } from '../src/files/observe-files-cache.ts';
import { createCompressors } from '../src/http/compression/create-compressors.ts';
import { createLimits } from '../src/http/limits/create-limits.ts';
import { watchConnections, type ConnectionsOptions } from '../src/http/limits/connections.ts';
import { createExchangeMetrics } from '../src/http/observers/measure-exchanges.ts';
import { createParseErrorListener, type ParseErrorOptions } from '../src/http/parse-errors.ts';
import { createUpgrades, type UpgradesOptions } from '../src/http/upgrades/create-upgrades.ts';
import {
  observeUpgrades,
  type ObserveUpgradesOptions,
} from '../src/http/upgrades/observe-upgrades.ts';
import { createRefusals, type RefusalOptions } from '../src/http/refusals.ts';
import { countOrders } from '../src/lifecycle/tls/acme/keep-issued.ts';
import { countRedirects } from '../src/lifecycle/tls/observe-redirects.ts';
import { reportValidity, type ValidityOptions } from '../src/lifecycle/tls/validity.ts';
import { describeAnswering } from '../src/management/fleet/fleet-metrics.ts';
import { describeBeats } from '../src/management/health/create-ops-view.ts';
import { countRestarts } from '../src/management/open-management.ts';
import { countEnds } from '../src/program/threads/replace-threads.ts';
import { observeConnections } from '../src/program/threads/supervise-fleet.ts';
import { observeCollections } from '../src/telemetry/metrics/observe-collections.ts';
import { observeLog } from '../src/telemetry/log/observe-log.ts';
import type { FamilySnapshot, Instrument, Metrics } from '../src/telemetry/metrics/metrics.ts';
import { observeRuntime, type RuntimeOptions } from '../src/telemetry/metrics/observe-runtime.ts';

/** An instrument with its kind. */
export type DeclaredMetric = Omit<FamilySnapshot, 'series'>;

/** Lists the instruments that the server declares, sorted by name; nothing is measured. */
export function listMetrics(): readonly DeclaredMetric[] {
  const declared: DeclaredMetric[] = [];
  declareAll(createRecorder(declared));
  declared.push(describeAnswering(1, new Set()), describeBeats({ ageMs: () => 0 }, []));
  return declared.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function createRecorder(declared: DeclaredMetric[]): Metrics {
  const record =
    <Series>(kind: DeclaredMetric['kind'], series: Series) =>
    (instrument: Instrument) => {
      declared.push({ kind, ...instrument });
      return () => series;
    };
  return {
    counter: record('counter', { add: () => undefined }),
    gauge: record('gauge', { set: () => undefined }),
    histogram: record('histogram', { record: () => undefined }),
    observe: (instrument) => void declared.push(instrument),
    snapshot: () => [],
  };
}

/** Calls what declares metrics. It needs no working dependencies, because nothing that it returns is called. */
function declareAll(metrics: Metrics): void {
  const usage = () => ({
    cpuSeconds: 0,
    residentBytes: 0,
    heapUsedBytes: 0,
    uptimeSeconds: 0,
    nodeVersion: '',
  });
  const now = () => new Date(0);
  const world = { now, usage } as RuntimeOptions['world'];
  const onBeat = () => undefined;
  const server = { on: () => undefined, prependListener: () => undefined };
  const sockets = { watch: () => undefined };
  const settings = defaultsOf(serverSettings);
  observeRuntime(metrics, { program: { name: '', version: '' }, world, onBeat });
  observeCollections(metrics);
  observeLog(metrics, {} as never, {} as never);
  createLimits({ settings, metrics, monotonicMs: () => 0, openFilesLimit: undefined });
  watchConnections(server as never, { metrics, sockets } as unknown as ConnectionsOptions);
  createRefusals({ metrics } as RefusalOptions);
  createParseErrorListener({ metrics } as ParseErrorOptions);
  createExchangeMetrics(metrics, now);
  createCompressors({ settings, metrics });
  createUpgrades({ protocols: [], metrics } as unknown as UpgradesOptions);
  observeUpgrades({
    metrics,
    loggers: { named: () => undefined },
  } as unknown as ObserveUpgradesOptions);
  observeFilesCache(metrics, {} as never);
  countOrders(metrics);
  countRedirects(metrics);
  reportValidity({ metrics, now } as unknown as ValidityOptions, () => ({
    from: now(),
    to: now(),
  }));
  countRestarts(metrics);
  observeConnections(metrics, []);
  countEnds(metrics);
}
