import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RequestHandler } from 'express';
import { defaultsOf } from '../src/config/setting.ts';
import { serverSettings, type Settings } from '../src/config/settings.ts';
import { createLifecycle } from '../src/lifecycle/create-lifecycle.ts';
import { createReadiness } from '../src/lifecycle/create-readiness.ts';
import { keepRootLevel } from '../src/telemetry/log/keep-root-level.ts';
import { createRecentExchanges } from '../src/http/observers/recent-exchanges.ts';
import { createLiveSettings, type LiveSettings } from '../src/config/live-settings.ts';
import type { Clock } from '../src/config/timed-value.ts';
import type { SourcesOf } from '../src/config/read-invocation.ts';
import type { Observer } from '../src/http/exchange.ts';
import { createCompressFile } from '../src/files/compress-file.ts';
import { createFilesCache } from '../src/files/create-files-cache.ts';
import { createRoot } from '../src/files/create-root.ts';
import { createSite } from '../src/files/create-site.ts';
import { followRules } from '../src/files/rules/follow-rules.ts';
import type { ServedRoot } from '../src/files/files-context.ts';
import { observeFilesCache } from '../src/files/observe-files-cache.ts';
import { createApp } from '../src/program/create-app.ts';
import { openCompression } from '../src/program/open-compression.ts';
import type { CompressAnswers } from '../src/http/compression/compress-answers.ts';
import { createServer, type CreateNodeServer } from '../src/http/create-server.ts';
import { createHttp2 } from '../src/http/http2/create-http2.ts';
import { createExchangeLog } from '../src/http/observers/log-exchange.ts';
import {
  createUpgrades,
  type Upgrades,
  type UpgradesOptions,
} from '../src/http/upgrades/create-upgrades.ts';
import {
  observeUpgrades,
  type ObserveUpgradesOptions,
} from '../src/http/upgrades/observe-upgrades.ts';
import { createLimits } from '../src/http/limits/create-limits.ts';
import { createLoggers } from '../src/telemetry/log/loggers.ts';
import { createRecorder } from '../src/management/flight/create-recorder.ts';
import { createFlightMemory } from '../src/management/flight/flight-memory.ts';
import { createMetrics } from '../src/telemetry/metrics/create-metrics.ts';
import type { Metrics } from '../src/telemetry/metrics/metrics.ts';
import { createTestWorld } from './test-world.ts';
import type { ManagedServer } from '../src/management/admin/operations/create-operations.ts';

export interface RunningApp extends AsyncDisposable {
  readonly server: Server;
  /** Makes every answer from now on say `Connection: close`. */
  readonly closeAfterAnswers: () => void;
  /** Aborts `request.draining` of every request. */
  readonly endStreams: () => void;
  readonly port: number;
  readonly origin: string;
  readonly metrics: Metrics;
  /** The parts of the server that operators see and change. */
  readonly managed: ManagedServer;
  /** Reasons of all requests to stop. */
  readonly stops: readonly string[];
  /** Log lines so far, parsed. */
  readonly log: () => readonly Readonly<Record<string, unknown>>[];
}

export interface AppInput {
  readonly filesRoot?: string;
  readonly routes?: RequestHandler;
  readonly settings?: Partial<Settings>;
  /** Protocols that the routes switch to. */
  readonly upgrades?: readonly string[];
  readonly observers?: readonly Observer[];
  /** Compresses answers; default: by the settings. */
  readonly compress?: CompressAnswers;
  /** Whether an observer creates spans; default: false. */
  readonly isTraced?: boolean;
  /** Clock of limits and durations; without it, time stands still. */
  readonly monotonicMs?: () => number;
  /** Clock of temporary changes; without it, they never end. */
  readonly clock?: Clock;
  /** Creates the server, such as one for TLS; default: that of node:http. */
  readonly createNodeServer?: CreateNodeServer;
  /** Path of a unix socket to listen on instead of a port. */
  readonly path?: string;
}

/** The same on every machine, because it determines the size of the cache. */
const MEMORY_BYTES = 1024 ** 3;

/** Starts the application on a free port of the loopback interface, with the default limits. */
export async function startApp(input: AppInput = {}): Promise<RunningApp> {
  const world = createTestWorld();
  const { now, random, schedule } = world;
  const { clock = { now, monotonicMs: world.monotonicMs, schedule } } = input;
  const sink = { write: world.stdout.write, push: () => undefined };
  const loggers = createLoggers({ level: 'info', sink, ...clock });
  const exchangeLog = createExchangeLog({ loggers, ratio: 1, now, random });
  const metrics = createMetrics();
  const stops: string[] = [];
  const liveSettings = createSettings(input, clock);
  const settings = liveSettings.current;
  const { observers = [exchangeLog], monotonicMs = world.monotonicMs, compress } = input;
  const lifecycle = createLifecycle(loggers.root);
  const readiness = createReadiness({ lifecycle, log: loggers.root });
  const limits = createLimits({ settings, metrics, monotonicMs, openFilesLimit: undefined });
  const exchanges = createRecentExchanges(now);
  const flight = createRecorder({ now, monotonicMs, usage: world.usage }, createFlightMemory());
  const files = await openFiles(input, { liveSettings, loggers, metrics, lifecycle });
  const { server, closeAfterAnswers, endStreams } = createServer({
    settings,
    limits,
    ...(await createTestApp(input, settings, files)),
    loggers,
    metrics,
    now,
    monotonicMs,
    createId: () => 'test-id',
    createNodeServer: input.createNodeServer,
    compress: compress ?? (settings.compression ? openCompression(settings, metrics) : undefined),
    upgrades: createTestUpgrades(input, { settings, metrics, monotonicMs, loggers, random }),
    http2: settings.http2 ? createHttp2({ settings }) : undefined,
    observers: [flight, exchanges, ...observers],
  });
  liveSettings.keepBy('logLevel', keepRootLevel(loggers, settings.logLevel));
  liveSettings.onChange(() => {
    limits.apply(server);
  });
  await once(server.listen(input.path ?? { port: 0, host: '127.0.0.1' }), 'listening');
  const { port } = server.address() as AddressInfo; // undefined on a unix socket
  return {
    server,
    closeAfterAnswers,
    endStreams,
    port,
    metrics,
    stops,
    managed: {
      program: { name: 'test', version: '1.2.3' },
      liveSettings,
      loggers,
      lifecycle,
      readiness,
      metrics,
      limits,
      exchanges,
      flight,
      filesCache: files?.cache,
      monotonicMs,
      now,
      requestStop: (reason) => void stops.push(reason),
      schedule: runAtOnce,
    },
    origin: `http://127.0.0.1:${port}`,
    log: () => world.written.stdout().split('\n').filter(Boolean).map(parseLine),
    [Symbol.asyncDispose]: () => close(server),
  };
}

type TestFiles = ServedRoot | undefined;

/** Creates the application; its time stands still. */
function createTestApp(
  { routes, isTraced = false }: AppInput,
  { trustedProxies, filesCacheControl, retryAfterSeconds }: Settings,
  files: TestFiles,
): ReturnType<typeof createApp> {
  const { now } = createTestWorld();
  const roots = files === undefined ? [] : [files];
  const options = { now, files: roots, filesCacheControl, retryAfterSeconds, trustedProxies };
  return createApp({ ...options, routes, isTraced });
}

function createTestUpgrades(
  { upgrades: protocols = [] }: AppInput,
  given: Omit<UpgradesOptions, 'protocols' | 'onEnd'> & Omit<ObserveUpgradesOptions, 'ratio'>,
): Upgrades | undefined {
  if (protocols.length === 0) return undefined;
  return createUpgrades({ ...given, protocols, onEnd: observeUpgrades({ ...given, ratio: 1 }) });
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await once(server.close(), 'close');
}

type FilesParts = Pick<ManagedServer, 'liveSettings' | 'loggers' | 'metrics' | 'lifecycle'>;

async function openFiles(
  { filesRoot, monotonicMs }: AppInput,
  { liveSettings, loggers, metrics, lifecycle }: FilesParts,
): Promise<TestFiles> {
  if (filesRoot === undefined) return undefined;
  const settings = liveSettings.current;
  const compress = settings.filesCompression ? createCompressFile() : undefined;
  const cache = createFilesCache({ settings, memoryLimitBytes: MEMORY_BYTES, compress });
  liveSettings.onChange(cache.store.shrink);
  observeFilesCache(metrics, cache);
  const root = await createRoot(filesRoot, loggers.root);
  const options = { root, cache, log: loggers.root, monotonicMs: monotonicMs ?? (() => 0) };
  const rules = settings.filesRules ? await followRules(options) : undefined;
  if (rules !== undefined) lifecycle.onReload('files-rules', rules.load);
  return { prefix: '', root, cache, site: createSite(settings, rules?.current) };
}

function runAtOnce(_delayMs: number, run: () => void): () => void {
  run();
  return () => undefined;
}

function createSettings({ settings }: AppInput, clock: Clock): LiveSettings<typeof serverSettings> {
  const sources = Object.keys(serverSettings).map((name) => [name, { from: 'default' }]);
  return createLiveSettings({
    declared: serverSettings,
    settings: { ...defaultsOf(serverSettings), ...settings },
    sources: Object.fromEntries(sources) as SourcesOf<typeof serverSettings>,
    clock,
  });
}

function parseLine(line: string): Readonly<Record<string, unknown>> {
  return JSON.parse(line) as Readonly<Record<string, unknown>>;
}
