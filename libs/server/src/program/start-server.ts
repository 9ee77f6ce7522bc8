import { isSet } from '../config/reading.ts';
import type { SourcesOf } from '../config/read-invocation.ts';
import type { serverSettings, Settings } from '../config/settings.ts';
import { createServer, type CreateNodeServer } from '../http/create-server.ts';
import { createLimits } from '../http/limits/create-limits.ts';
import { createRecentExchanges } from '../http/observers/recent-exchanges.ts';
import { createIds } from '../http/request-id.ts';
import type { Place } from '../lifecycle/listen/listen.ts';
import type { Descriptors } from '../lifecycle/listen/parse-descriptors.ts';
import { trackSockets } from '../lifecycle/open-sockets.ts';
import type { ShutDownInput } from '../lifecycle/shut-down.ts';
import type { TlsOptions } from '../lifecycle/tls/create-tls.ts';
import type { ManagedServer } from '../management/admin/operations/create-operations.ts';
import type { World } from '../world/world.ts';
import { assembleApp } from './assemble-app.ts';
import { createObservers } from './create-observers.ts';
import type { Parts, ServeOptions } from './parts.ts';
import { startProgramTracing } from './start-program-tracing.ts';

/** A server that listens. */
export interface RunningServer extends ShutDownInput {
  /** What operators see and change of it. */
  readonly managed: ManagedServer;
}

/**
 * Assembles the http listener of all its parts and starts it.
 *
 * @returns undefined if the server was asked to stop before it could listen.
 * @throws {Fault} if the directory cannot be served or the socket cannot be opened.
 */
export async function startServer(
  world: World,
  options: ServeOptions,
  parts: Parts,
): Promise<RunningServer | undefined> {
  const { now, monotonicMs, random } = world;
  const { program, sources, stop } = options;
  const { liveSettings, loggers, lifecycle, metrics, manager } = parts;
  const settings = liveSettings.current;
  const log = loggers.root;
  const tracing = await startProgramTracing(world, program, parts);
  const app = await assembleApp(world, program, { ...parts, tracing });
  const limits = createLimits({
    settings,
    metrics,
    monotonicMs,
    openFilesLimit: world.openFilesLimit(),
  });
  parts.readiness.holdBack('shedding', limits.isShedding);
  const exchanges = createRecentExchanges(now);
  const server = createServer({
    settings,
    limits,
    app,
    log,
    metrics,
    now,
    monotonicMs,
    createId: createIds(random),
    createNodeServer: await createTransport(settings, { now, lifecycle, log }),
    observers: await createObservers(world, parts, { tracing, exchanges }),
  });
  liveSettings.onChange(() => {
    limits.apply(server);
  });
  const sockets = trackSockets(server);
  if (stop.aborted) return undefined;
  const origin = await program.listen(server, findPlace(settings, sources, manager.descriptors));
  log.info({ address: server.address(), filesRoot: settings.filesRoot }, 'listening');
  observeRuntimeLater(world, options, parts);
  const managed = describeServer(world, options, { ...parts, limits, exchanges });
  return { server, sockets, origin, response: app.response, lifecycle, log, managed };
}

/**
 * Loaded once the server listens, because what it reads from is slow to load, and not awaited: a signal
 * that arrived meanwhile would find a socket that nobody closes.
 */
function observeRuntimeLater(world: World, { program }: ServeOptions, { metrics }: Parts): void {
  void import('../telemetry/metrics/observe-runtime.ts').then(({ observeRuntime }) => {
    observeRuntime(metrics, { program, world });
  });
}

function describeServer(
  { now, monotonicMs, schedule }: World,
  { program: { name, version }, requestStop }: ServeOptions,
  parts: Parts & Pick<ManagedServer, 'limits' | 'exchanges'>,
): ManagedServer {
  const { liveSettings, loggers, lifecycle, readiness, metrics, limits, exchanges } = parts;
  return {
    program: { name, version },
    liveSettings,
    loggers,
    lifecycle,
    readiness,
    metrics,
    limits,
    exchanges,
    requestStop,
    now,
    monotonicMs,
    schedule,
  };
}

function findPlace(
  { host, port }: Settings,
  sources: SourcesOf<typeof serverSettings>,
  descriptors: Descriptors,
): Place {
  const isAsked = { host: isSet(sources.host), port: isSet(sources.port) };
  return { host, port, isSet: isAsked, fd: descriptors.http };
}

/** TLS if a certificate is set; only then is its code loaded. */
async function createTransport(
  { tlsCertFile: certPath, tlsKeyFile: keyPath, headersTimeoutMs }: Settings,
  { now, lifecycle, log }: Pick<TlsOptions, 'now' | 'lifecycle' | 'log'>,
): Promise<CreateNodeServer | undefined> {
  if (certPath === undefined || keyPath === undefined) return undefined;
  const { createTls } = await import('../lifecycle/tls/create-tls.ts');
  const paths = { certPath, keyPath };
  return createTls({ now, lifecycle, log, paths, handshakeTimeoutMs: headersTimeoutMs });
}
