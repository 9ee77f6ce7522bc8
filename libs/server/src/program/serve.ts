import { once } from 'node:events';
import type { SettingDeclarations, ValuesOf } from '../config/setting.ts';
import { createLiveSettings, type LiveSettings } from '../config/live-settings.ts';
import { declareProgram } from '../config/program-settings.ts';
import type { SourcesOf } from '../config/read-invocation.ts';
import type { serverSettings, Settings } from '../config/settings.ts';
import type { World } from '../world/world.ts';
import { Fault } from '../world/faults/fault.ts';
import { EX } from '../world/faults/sysexits.ts';
import { createLineSink, type LineSink } from '../telemetry/log/line-sink.ts';
import { keepRootLevel } from '../telemetry/log/keep-root-level.ts';
import { createLoggers, type Loggers } from '../telemetry/log/loggers.ts';
import { createLifecycle, type LifecycleControl } from '../lifecycle/create-lifecycle.ts';
import { createReadiness, type ReadinessControl } from '../lifecycle/create-readiness.ts';
import { endByDeadline } from '../lifecycle/end-by-deadline.ts';
import { operate } from '../management/open-management.ts';
import type { Program } from './program.ts';
import { createManager, type Manager } from '../lifecycle/systemd/create-manager.ts';
import { reportService } from '../lifecycle/systemd/report-service.ts';
import { clip } from '../lifecycle/systemd/render-status.ts';
import { planShutDown, shutDown } from '../lifecycle/shut-down.ts';
import { startServer, type RunningServer } from './start-server.ts';
import { CRASH_BUDGET_MS, watchUncaught } from '../lifecycle/watch-uncaught.ts';

/** How long the end waits for the reader of the log. */
const FLUSH_DEADLINE_MS = 1_000;

/** How a server is told to stop. */
export interface Stopping {
  /** Aborts when the server is to stop; its reason is the signal's name. */
  readonly stop: AbortSignal;
  /** Does what a signal does. */
  readonly requestStop: (reason: string) => void;
}

export interface ServeOptions<Own extends SettingDeclarations> extends Program<Own>, Stopping {
  readonly values: Settings & ValuesOf<Own>;
  /** Where each value comes from. */
  readonly sources: SourcesOf<typeof serverSettings & Own>;
}

/** What lives as long as the server does. */
export interface Parts {
  readonly live: LiveSettings<typeof serverSettings>;
  readonly sink: LineSink;
  readonly loggers: Loggers;
  readonly lifecycle: LifecycleControl;
  readonly readiness: ReadinessControl;
  /** Aborts after an error that nobody caught. */
  readonly crash: AbortSignal;
  readonly manager: Manager;
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
  const live = createLiveSettings({
    ...options,
    declared: declareProgram(options),
    clock: world,
  }) as unknown as LiveSettings<typeof serverSettings>;
  const values = live.values as Settings & ValuesOf<Own>;
  const parts = createParts(world, { ...options, values }, live);
  const { lifecycle, loggers, sink, crash } = parts;
  loggers.root.info({ version: options.version }, 'starting');
  let isFinished = true;
  try {
    isFinished = await serveUntilEnd(world, { ...options, values }, parts);
  } catch (error) {
    if (error instanceof Fault) parts.manager.notify(`STATUS=${clip(error.message)}`);
    throw error;
  } finally {
    await lifecycle.runHooks();
  }
  loggers.root.info('stopped');
  const exitCode = crash.aborted ? EX.SOFTWARE : isFinished ? EX.OK : EX.FAILURE;
  // A line that nobody reads would hold the process: its write counts as work under way.
  if (!(await sink.flush(FLUSH_DEADLINE_MS))) world.exit(exitCode);
  return exitCode;
}

function createParts<Own extends SettingDeclarations>(
  world: World,
  { values: settings, stop }: ServeOptions<Own>,
  live: LiveSettings<typeof serverSettings>,
): Parts {
  const sink: LineSink = createLineSink(world.stdout, {
    onRecovered: (lineCount) => {
      log.warn({ lineCount }, 'log lines were lost');
    },
  });
  world.onExit(sink.push);
  const loggers = createLoggers({
    ...{ ...world, level: settings.logLevel, sink, prefix: settings.logPrefix },
  });
  live.keepBy('logLevel', keepRootLevel(loggers, settings.logLevel));
  const log = loggers.root;
  const manager = createManager(world, log);
  manager.notify('STATUS=starting');
  const crash = watchUncaught(world, log);
  endByDeadline(stop, { deadlineMs: settings.drainTimeoutMs, log, exit: world.exit });
  const lifecycle = createLifecycle(log);
  world.onReload(() => void lifecycle.reload());
  const readiness = createReadiness({ lifecycle, log });
  return { live, sink, loggers, lifecycle, crash, readiness, manager };
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
  const running = await Promise.race([ended, startServer(world, options, parts)]);
  if (running === undefined) return true;
  try {
    await Promise.race([ended, operate(world, running.operated, { ...options, ...parts })]);
  } catch (error) {
    running.server.close();
    throw error;
  }
  report(world, running, parts);
  if (!end.aborted) void readiness.start();
  await ended;
  readiness.stop();
  const budgetMs = crash.aborted
    ? Math.min(CRASH_BUDGET_MS, settings.drainTimeoutMs)
    : settings.drainTimeoutMs;
  return shutDown(running, {
    ...planShutDown(budgetMs, settings.shutdownDelayMs, running.origin),
    cause: crash.aborted ? 'uncaught error' : String(stop.reason),
  });
}

/** Tells the service manager of the server from now on. */
function report(world: World, running: RunningServer, { live, readiness, manager }: Parts): void {
  const { server, lifecycle, operated } = running;
  const address = server.address(); // there is none once it is closed
  const { drainTimeoutMs } = live.values;
  const { inFlight } = operated.limits;
  reportService({
    ...{ ...world, notify: manager.notify, lifecycle, drainTimeoutMs },
    state: () => ({
      ...{ phase: lifecycle.phase(), readiness: readiness.state() },
      ...{ address, inFlight: inFlight.size },
    }),
  });
}
