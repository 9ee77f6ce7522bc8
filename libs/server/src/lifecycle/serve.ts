import { once } from 'node:events';
import type { SettingDeclarations, ValuesOf } from '../config/setting.ts';
import type { Settings } from '../config/settings.ts';
import type { World } from '../edge/world.ts';
import { EX } from '../faults/sysexits.ts';
import { resolveRoot } from '../files/resolve-root.ts';
import { createApp } from '../http/create-app.ts';
import { createServer } from '../http/create-server.ts';
import { createIds } from '../http/request-id.ts';
import { createExchangeLog } from '../http/log-exchange.ts';
import { createLimits } from '../limits/create-limits.ts';
import { createLoggers, type Loggers } from '../log/loggers.ts';
import { createMetrics } from '../metrics/create-metrics.ts';
import { createLifecycle, type LifecycleControl } from './create-lifecycle.ts';
import { createReadiness, type ReadinessControl } from './create-readiness.ts';
import { endByDeadline } from './end-by-deadline.ts';
import { trackSockets } from './open-sockets.ts';
import type { Program } from './program.ts';
import { planShutDown, shutDown, type ShutDownInput } from './shut-down.ts';
import { CRASH_BUDGET_MS, watchUncaught } from './watch-uncaught.ts';

export interface ServeOptions<Own extends SettingDeclarations> extends Program<Own> {
  readonly values: Settings & ValuesOf<Own>;
  /** Aborts when the server is to stop; its reason is the signal's name. */
  readonly stop: AbortSignal;
}

/** What lives as long as the server does. */
interface Parts {
  readonly loggers: Loggers;
  readonly lifecycle: LifecycleControl;
  readonly readiness: ReadinessControl;
  /** Aborts after an error that nobody caught. */
  readonly crash: AbortSignal;
}

/**
 * Serves until asked to stop, and ends when the last request is answered or cut.
 *
 * @returns The exit status: 0; 1 where connections had to be cut; 70 after an error that nobody caught.
 * @throws {Fault} where the directory cannot be served or the socket not be had.
 */
export async function serve<Own extends SettingDeclarations>(
  world: World,
  options: ServeOptions<Own>,
): Promise<number> {
  const { values: settings, stop } = options;
  const sink = world.stdout;
  const loggers = createLoggers({ level: settings.logLevel, now: world.now, sink });
  const log = loggers.root;
  const crash = watchUncaught(world, log);
  endByDeadline(stop, { deadlineMs: settings.drainTimeoutMs, log, exit: world.exit });
  const lifecycle = createLifecycle(log);
  const readiness = createReadiness({ lifecycle, log });
  world.onReload(() => void lifecycle.reload());
  log.info({ version: options.version }, 'starting');
  let isFinished = true;
  try {
    isFinished = await serveUntilEnd(world, options, { loggers, lifecycle, readiness, crash });
  } finally {
    await lifecycle.runHooks();
  }
  log.info('stopped');
  if (crash.aborted) return EX.SOFTWARE;
  return isFinished ? EX.OK : EX.FAILURE;
}

async function serveUntilEnd<Own extends SettingDeclarations>(
  world: World,
  options: ServeOptions<Own>,
  parts: Parts,
): Promise<boolean> {
  const { values: settings, stop } = options;
  const { readiness, crash } = parts;
  const end = AbortSignal.any([stop, crash]);
  const ended = end.aborted ? Promise.resolve() : once(end, 'abort').then(() => undefined);
  const running = await Promise.race([ended, start(world, options, parts)]);
  if (running === undefined) return true;
  if (!end.aborted) void readiness.start();
  await ended;
  readiness.stop();
  const budgetMs = crash.aborted
    ? Math.min(CRASH_BUDGET_MS, settings.drainTimeoutMs)
    : settings.drainTimeoutMs;
  return shutDown(running, {
    ...planShutDown(budgetMs, settings.shutdownDelayMs),
    cause: crash.aborted ? 'uncaught error' : String(stop.reason),
  });
}

async function start<Own extends SettingDeclarations>(
  world: World,
  { values: settings, stop, ...program }: ServeOptions<Own>,
  { loggers, lifecycle, readiness }: Parts,
): Promise<ShutDownInput | undefined> {
  const { now, monotonicMs } = world;
  const log = loggers.root;
  const metrics = createMetrics();
  const filesRoot = settings.filesRoot && (await resolveRoot(settings.filesRoot));
  const routes = await program.routes?.();
  const context = { settings, log: loggers.named, metrics, readiness, lifecycle };
  const app = createApp({
    now,
    filesRoot,
    trustedProxies: settings.trustedProxies,
    routes: await routes?.default(context),
  });
  const server = createServer({
    settings,
    limits: createLimits({
      settings,
      metrics,
      monotonicMs,
      openFilesLimit: world.openFilesLimit(),
    }),
    app,
    log,
    metrics,
    now,
    monotonicMs,
    createId: createIds(world.random),
    observers: [createExchangeLog(log)],
  });
  const sockets = trackSockets(server);
  if (stop.aborted) return undefined;
  await program.listen(server, settings);
  log.info({ address: server.address(), filesRoot }, 'listening');
  return { server, sockets, response: app.response, lifecycle, log };
}
