import { isSet } from '../config/reading.ts';
import type { SourcesOf } from '../config/read-invocation.ts';
import type { serverSettings, Settings } from '../config/settings.ts';
import { textOfPath } from '../files/byte-name.ts';
import { createFilesCache } from '../files/create-files-cache.ts';
import { createRoot } from '../files/create-root.ts';
import type { FilesOptions } from '../files/files-context.ts';
import { observeFilesCache } from '../files/observe-files-cache.ts';
import { createServer, type CreateNodeServer } from '../http/create-server.ts';
import { createLimits } from '../http/limits/create-limits.ts';
import { createRecentExchanges } from '../http/observers/recent-exchanges.ts';
import { createIds } from '../http/request-id.ts';
import type { ListenAddress } from '../lifecycle/listen/listen.ts';
import type { Descriptors } from '../lifecycle/listen/parse-descriptors.ts';
import type { ShutDownInput } from '../lifecycle/shut-down.ts';
import type { TlsOptions } from '../lifecycle/tls/create-tls.ts';
import type { ManagedServer } from '../management/admin/operations/create-operations.ts';
import type { World } from '../world/world.ts';
import { assembleApp } from './assemble-app.ts';
import { createObservers } from './create-observers.ts';
import type { Parts, ServeOptions } from './parts.ts';
import { startProgramTracing } from './start-program-tracing.ts';

/** A listening server. */
export interface RunningServer extends ShutDownInput {
  /** The parts of the server that operators see and change. */
  readonly managed: ManagedServer;
}

/**
 * Assembles the http listener and starts it.
 *
 * @returns undefined if a request to stop came before the server could listen.
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
  const files = await openFiles(world, parts);
  const app = await assembleApp(world, program, { ...parts, tracing, files });
  const limits = createLimits({
    settings,
    metrics,
    monotonicMs,
    openFilesLimit: world.openFilesLimit(),
  });
  parts.readiness.holdBack('shedding', limits.isShedding);
  const exchanges = createRecentExchanges(now);
  const { server, closeAfterAnswers, endStreams } = createServer({
    settings,
    limits,
    ...app,
    loggers,
    metrics,
    now,
    monotonicMs,
    createId: createIds(random),
    createNodeServer: await createTransport(settings, { now, lifecycle, log, metrics }),
    observers: await createObservers(world, parts, { tracing, exchanges }),
  });
  liveSettings.onChange(() => {
    limits.apply(server);
  });
  lifecycle.onDrain('request.draining', endStreams);
  if (stop.aborted) return undefined;
  const origin = await program.listen(server, planAddress(settings, sources, manager.descriptors));
  const servedPath = await files?.root.current(monotonicMs());
  log.info(
    { address: server.address(), filesRoot: servedPath && textOfPath(servedPath) },
    'listening',
  );
  observeRuntimeLater(world, options, parts);
  const filesCache = files?.cache;
  const managed = describeServer(world, options, { ...parts, limits, exchanges, filesCache });
  const { sockets } = limits;
  return { server, sockets, origin, closeAfterAnswers, lifecycle, log, managed };
}

/** Opens the directory to serve. The server is not ready while the directory is missing. */
async function openFiles(
  world: World,
  { liveSettings, loggers, metrics, readiness, lifecycle }: Parts,
): Promise<Pick<FilesOptions, 'root' | 'cache'> | undefined> {
  const settings = liveSettings.current;
  if (settings.filesRoot === undefined) return undefined;
  const root = await createRoot(settings.filesRoot, loggers.root);
  readiness.add({ name: 'files-root', isRequired: true, run: root.check });
  lifecycle.onReload('files-root', root.check);
  const { memoryLimitBytes } = world.identity();
  const cache = createFilesCache({ settings, memoryLimitBytes });
  liveSettings.onChange(cache.store.shrink);
  observeFilesCache(metrics, cache);
  return { root, cache };
}

/**
 * Loads the runtime metrics once the server listens, because their modules are slow to load. It does not
 * wait for them: nobody would close the socket if a signal arrived meanwhile.
 */
function observeRuntimeLater(
  world: World,
  { program }: ServeOptions,
  { metrics, beat }: Parts,
): void {
  void import('../telemetry/metrics/observe-runtime.ts').then(({ observeRuntime }) => {
    observeRuntime(metrics, { program, world, onBeat: beat.onBeat });
  });
}

function describeServer(
  { now, monotonicMs, schedule }: World,
  { program: { name, version }, requestStop }: ServeOptions,
  parts: Parts & Pick<ManagedServer, 'limits' | 'exchanges' | 'filesCache'>,
): ManagedServer {
  const { liveSettings, loggers, lifecycle, readiness, metrics } = parts;
  const { limits, exchanges, filesCache } = parts;
  return {
    program: { name, version },
    liveSettings,
    loggers,
    lifecycle,
    readiness,
    metrics,
    limits,
    exchanges,
    filesCache,
    requestStop,
    now,
    monotonicMs,
    schedule,
  };
}

function planAddress(
  { host, port }: Settings,
  sources: SourcesOf<typeof serverSettings>,
  descriptors: Descriptors,
): ListenAddress {
  const areSet = { host: isSet(sources.host), port: isSet(sources.port) };
  return { host, port, isSet: areSet, fd: descriptors.http };
}

/** Creates TLS if a certificate is set, and loads its code only then. */
async function createTransport(
  { tlsCertFile: certPath, tlsKeyFile: keyPath, headersTimeoutMs }: Settings,
  options: Pick<TlsOptions, 'now' | 'lifecycle' | 'log' | 'metrics'>,
): Promise<CreateNodeServer | undefined> {
  if (certPath === undefined || keyPath === undefined) return undefined;
  const { createTls } = await import('../lifecycle/tls/create-tls.ts');
  const paths = { certPath, keyPath };
  return createTls({ ...options, paths, handshakeTimeoutMs: headersTimeoutMs });
}
