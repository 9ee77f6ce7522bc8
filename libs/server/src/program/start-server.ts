import type { SettingDeclarations } from '../config/setting.ts';
import { isSet } from '../config/reading.ts';
import type { SourcesOf } from '../config/read-invocation.ts';
import type { serverSettings, Settings } from '../config/settings.ts';
import type { World } from '../world/world.ts';
import { resolveRoot } from '../files/resolve-root.ts';
import { createApp } from './create-app.ts';
import { createServer, type CreateNodeServer } from '../http/create-server.ts';
import { createExchangeLog } from '../http/observers/log-exchange.ts';
import { createExchangeMetrics } from '../http/observers/measure-exchanges.ts';
import { createRecentExchanges } from '../http/observers/recent-exchanges.ts';
import { createIds } from '../http/request-id.ts';
import { createLimits } from '../http/limits/create-limits.ts';
import type { Place } from '../lifecycle/listen/listen.ts';
import { observeLog } from '../telemetry/log/observe-log.ts';
import { createMetrics } from '../telemetry/metrics/create-metrics.ts';
import type { Operated } from '../management/open-management.ts';
import { planTracing } from './plan-tracing.ts';
import { startTracing } from '../telemetry/trace/tracing.ts';
import { isFromTrustedProxy } from '../trace/trusted-peer.ts';
import type { TlsOptions } from '../lifecycle/tls/create-tls.ts';
import type { Descriptors } from '../lifecycle/listen/parse-descriptors.ts';
import { trackSockets } from '../lifecycle/open-sockets.ts';
import type { Parts, ServeOptions } from './serve.ts';
import type { ShutDownInput } from '../lifecycle/shut-down.ts';

export interface RunningServer extends ShutDownInput {
  /** What operators see and change of it. */
  readonly operated: Operated;
}

/** The last spans are given 2 s by their own part; this only bounds a mistake in it. */
const TRACE_STOP_DEADLINE_MS = 3_000;

/**
 * Assembles the http listener of all its parts and starts it.
 *
 * @returns undefined where the server was asked to stop before it could listen.
 * @throws {Fault} where the directory cannot be served or the socket not be had.
 */
export async function startServer<Own extends SettingDeclarations>(
  world: World,
  { values: settings, stop, ...program }: ServeOptions<Own>,
  { live, sink, loggers, lifecycle, readiness, manager }: Parts,
): Promise<RunningServer | undefined> {
  const { now, monotonicMs } = world;
  const log = loggers.root;
  const metrics = createMetrics();
  observeLog(metrics, loggers, sink);
  const tracing = await startTracing(planTracing(settings, program), {
    log: loggers.named('trace'),
    metrics,
    monotonicMs,
    isTrusted: isFromTrustedProxy,
  });
  lifecycle.onShutdown({ name: 'trace', run: tracing.stop, deadlineMs: TRACE_STOP_DEADLINE_MS });
  const filesRoot = settings.filesRoot && (await resolveRoot(settings.filesRoot));
  await trustOwn(settings);
  const context = { settings, log: loggers.named, metrics, trace: tracing, readiness, lifecycle };
  const app = createApp({
    now,
    filesRoot,
    filesCacheControl: settings.filesCacheControl,
    retryAfterSeconds: settings.retryAfterSeconds,
    trustedProxies: settings.trustedProxies,
    routes: await program.routes?.(context),
  });
  const openFilesLimit = world.openFilesLimit();
  const limits = createLimits({ settings, metrics, monotonicMs, openFilesLimit });
  readiness.holdBack('shedding', limits.isShedding);
  const exchanges = createRecentExchanges(now);
  const server = createServer({
    settings,
    limits,
    app,
    log,
    metrics,
    now,
    monotonicMs,
    createId: createIds(world.random),
    createNodeServer: await createTransport(settings, { now, lifecycle, log }),
    observers: [
      ...tracing.observers, // first, for lines carry the ids they give
      createExchangeMetrics(metrics),
      exchanges,
      createExchangeLog({ ...world, loggers, ratio: settings.accessLogRatio }),
    ],
  });
  live.onChange(limits.apply.bind(undefined, server));
  const sockets = trackSockets(server);
  if (stop.aborted) return undefined;
  const origin = await program.listen(
    server,
    findPlace(settings, program.sources, manager.descriptors),
  );
  log.info({ address: server.address(), filesRoot }, 'listening');
  // Loaded once the server listens, for what it reads from is slow to load, and not waited for: a
  // signal that came now would find a socket that nobody closes.
  void import('../telemetry/metrics/observe-runtime.ts').then(({ observeRuntime }) => {
    observeRuntime(metrics, { program, world });
  });
  const { name, version } = program;
  const operated = {
    program: { name, version },
    ...{ live, loggers, lifecycle, readiness, metrics, limits, exchanges, monotonicMs },
    ...{ requestStop: program.requestStop, schedule: world.schedule, now },
  };
  return { server, sockets, origin, response: app.response, lifecycle, log, operated };
}

async function trustOwn({ caFile }: Settings): Promise<void> {
  if (caFile === undefined) return;
  const { trustCaFile } = await import('../lifecycle/tls/trust-ca-file.ts');
  await trustCaFile(caFile);
}

function findPlace(
  { host, port }: Settings,
  sources: SourcesOf<typeof serverSettings>,
  descriptors: Descriptors,
): Place {
  const isAsked = { host: isSet(sources.host), port: isSet(sources.port) };
  return { host, port, isSet: isAsked, fd: descriptors.http };
}

/** TLS where it is set; only then is its code loaded. */
async function createTransport(
  { tlsCertFile: certPath, tlsKeyFile: keyPath, headersTimeoutMs }: Settings,
  surroundings: Pick<TlsOptions, 'now' | 'lifecycle' | 'log'>,
): Promise<CreateNodeServer | undefined> {
  if (certPath === undefined || keyPath === undefined) return undefined;
  const { createTls } = await import('../lifecycle/tls/create-tls.ts');
  const paths = { certPath, keyPath };
  return createTls({ ...surroundings, paths, handshakeTimeoutMs: headersTimeoutMs });
}
