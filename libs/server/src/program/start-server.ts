import type { Server } from 'node:http';
import type { Settings } from '../config/settings.ts';
import type { Http2 } from '../http/http2/create-http2.ts';
import { createServer, type ServerInput } from '../http/create-server.ts';
import { trustsOnly } from '../http/trusted-proxies.ts';
import { createLimits } from '../http/limits/create-limits.ts';
import { createRecentExchanges } from '../http/observers/recent-exchanges.ts';
import type { CompressAnswers } from '../http/compression/compress-answers.ts';
import type { Upgrades } from '../http/upgrades/create-upgrades.ts';
import { createIds } from '../http/request-id.ts';
import type { ShutDownInput } from '../lifecycle/shut-down.ts';
import type { ManagedServer } from '../management/admin/operations/create-operations.ts';
import { observeRuntime } from '../telemetry/metrics/observe-runtime.ts';
import type { World } from '../world/world.ts';
import { assembleApp } from './assemble-app.ts';
import { createObservers } from './create-observers.ts';
import { createTransport } from './create-transport.ts';
import type { OpenFiles } from './open-files.ts';
import type { Parts, ServeOptions } from './parts.ts';
import { acceptorsOf, openListedSockets } from './open-sockets.ts';
import { planAddress } from './plan-address.ts';
import type { Program } from './program.ts';
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
  const { program, stop, thread } = options;
  const { liveSettings, loggers, lifecycle, metrics } = parts;
  const settings = liveSettings.current;
  const log = loggers.root;
  const tracing = await startProgramTracing(world, program, parts);
  const files = await openFilesIfSet(world, parts);
  const app = await assembleApp(world, program, {
    ...parts,
    tracing,
    files: files?.roots ?? [],
    thread,
  });
  const limits = createLimits({
    settings,
    metrics,
    monotonicMs,
    openFilesLimit: world.openFilesLimit(),
  });
  parts.readiness.holdBack('shedding', limits.isShedding);
  const exchanges = createRecentExchanges(now);
  parts.flight.watch({
    requestsUnderWay: () => limits.inFlight.size,
    connections: () => limits.sockets.connections.size,
  });
  const { server, closeAfterAnswers, endStreams, flushAnswers } = createServer({
    settings,
    limits,
    ...app,
    loggers,
    metrics,
    now,
    monotonicMs,
    createId: createIds(random),
    createNodeServer: await createTransport(world, parts),
    observers: await createObservers(world, parts, { tracing, exchanges, thread }),
    upgrades: await openUpgradesIfNamed(world, program, parts),
    compress: await compressIfOn(parts),
    readClients: await createReadClients(settings),
    http2: await createHttp2IfOn(settings),
  });
  liveSettings.onChange(() => {
    limits.apply(server);
  });
  world.onExit(flushAnswers);
  lifecycle.onDrain('request.draining', endStreams);
  if (stop.aborted) return undefined;
  const { origin, acceptors } = await openSockets(server, options, parts);
  const served = await files?.describe();
  for (const { address } of acceptors) log.info({ address, ...served }, 'listening');
  observeRuntime(metrics, { program, world, onBeat: parts.beat.onBeat });
  const filesCache = files?.cache;
  const managed = describeServer(world, options, { ...parts, limits, exchanges, filesCache });
  const { sockets, streams } = limits;
  const onCut = (): void => {
    const count = streams.countCut();
    if (count > 0) log.warn({ streams: count }, 'streams cut at the deadline');
  };
  const target = { server, sockets, onCut };
  return { ...target, origin, acceptors, closeAfterAnswers, lifecycle, log, managed };
}

/** Opens the listed sockets, or the one that the program listens on. */
async function openSockets(
  server: Server,
  options: ServeOptions,
  { manager, liveSettings }: Parts,
): Promise<Pick<ShutDownInput, 'origin' | 'acceptors'>> {
  const { program, sources } = options;
  const { descriptors } = manager;
  const settings = liveSettings.current;
  const { listen = program.listen.bind(program) } = options;
  const listed =
    options.listen === undefined
      ? await openListedSockets(server, { settings, descriptors, pauseOnConnect: false })
      : undefined;
  const origin =
    listed === undefined
      ? await listen(server, planAddress(settings, sources, descriptors))
      : 'bound';
  return { origin, acceptors: listed ?? acceptorsOf(server, origin) };
}

/** Opens the directories to serve, and loads the code only if there are any. */
async function openFilesIfSet(world: World, parts: Parts): Promise<OpenFiles | undefined> {
  const { filesRoot, filesRoots } = parts.liveSettings.current;
  if (filesRoot === undefined && filesRoots.length === 0) return undefined;
  const { openFiles } = await import('./open-files.ts');
  return openFiles(world, parts);
}

/** Loads the code of upgraded connections only if the program names a protocol. */
async function openUpgradesIfNamed(
  world: World,
  { upgrades: protocols = [] }: Program,
  parts: Parts,
): Promise<Upgrades | undefined> {
  if (protocols.length === 0) return undefined;
  const { openUpgrades } = await import('./open-upgrades.ts');
  return openUpgrades(world, protocols, parts);
}

/** Loads the compression of answers, and with it node:zlib, only if it is on. */
async function compressIfOn({
  liveSettings,
  metrics,
}: Parts): Promise<CompressAnswers | undefined> {
  const settings = liveSettings.current;
  if (!settings.compression) return undefined;
  const { openCompression } = await import('./open-compression.ts');
  return openCompression(settings, metrics);
}

/** Loads the code of HTTP/2 only if it is on. */
async function createHttp2IfOn(settings: Settings): Promise<Http2 | undefined> {
  if (!settings.http2) return undefined;
  const { createHttp2 } = await import('../http/http2/create-http2.ts');
  return createHttp2({ settings });
}

function describeServer(
  { now, monotonicMs, schedule }: World,
  { program: { name, version }, requestStop }: ServeOptions,
  parts: Parts & Pick<ManagedServer, 'limits' | 'exchanges' | 'filesCache'>,
): ManagedServer {
  const { liveSettings, loggers, lifecycle, readiness, metrics, flight } = parts;
  const { limits, exchanges, filesCache } = parts;
  return {
    program: { name, version },
    liveSettings,
    loggers,
    lifecycle,
    readiness,
    metrics,
    flight,
    limits,
    exchanges,
    filesCache,
    requestStop,
    now,
    monotonicMs,
    schedule,
  };
}

/** Loads the code of the PROXY protocol only if it is on. */
async function createReadClients(settings: Settings): Promise<ServerInput['readClients']> {
  if (!settings.proxyProtocol) return undefined;
  const { readProxyHeaders } = await import('../http/proxy-protocol/read-proxy-headers.ts');
  const isTrusted = trustsOnly(settings.trustedProxies);
  const timeoutMs = (): number => settings.headersTimeoutMs;
  return (server, note) => {
    readProxyHeaders(server, { isTrusted, timeoutMs, note });
  };
}
