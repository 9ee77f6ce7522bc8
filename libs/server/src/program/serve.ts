import { once } from 'node:events';
import { createLiveSettings } from '../config/live-settings.ts';
import { createLifecycle } from '../lifecycle/create-lifecycle.ts';
import { createReadiness } from '../lifecycle/create-readiness.ts';
import { endByDeadline } from '../lifecycle/end-by-deadline.ts';
import { planShutDown, shutDown } from '../lifecycle/shut-down.ts';
import { createServiceManager } from '../lifecycle/systemd/create-service-manager.ts';
import { clip } from '../lifecycle/systemd/render-status.ts';
import { reportService } from '../lifecycle/systemd/report-service.ts';
import { CRASH_BUDGET_MS, watchUncaught } from '../lifecycle/watch-uncaught.ts';
import { openManagement } from '../management/open-management.ts';
import { keepRootLevel } from '../telemetry/log/keep-root-level.ts';
import { createLineSink, type LineSink } from '../telemetry/log/line-sink.ts';
import { createLoggers } from '../telemetry/log/loggers.ts';
import { observeLog } from '../telemetry/log/observe-log.ts';
import { createMetrics } from '../telemetry/metrics/create-metrics.ts';
import { findBeatPeriod, startBeat } from '../world/beat.ts';
import { Fault } from '../world/faults/fault.ts';
import { EX } from '../world/faults/sysexits.ts';
import type { World } from '../world/world.ts';
import type { Parts, ServeOptions } from './parts.ts';
import { startServer, type RunningServer } from './start-server.ts';

/** How long the exit waits until the log is read. */
const FLUSH_DEADLINE_MS = 1_000;

/**
 * Serves until a request to stop, and returns when the last request is answered or aborted.
 *
 * @returns The exit status: 0; 1 if a request was not answered; 70 after an uncaught error.
 * @throws {Fault} if the directory cannot be served or the socket cannot be opened.
 */
export async function serve(world: World, options: ServeOptions): Promise<number> {
  const parts = createParts(world, options);
  const { lifecycle, loggers, sink, crashed } = parts;
  loggers.root.info({ version: options.program.version }, 'starting');
  for (const reason of options.warnings)
    loggers.root.warn({ reason }, 'cannot use a variable, ignoring it');
  let isFinished = true;
  try {
    isFinished = await serveUntilEnd(world, options, parts);
  } catch (error) {
    if (error instanceof Fault) parts.manager.notify(`STATUS=${clip(error.message)}`);
    throw error;
  } finally {
    await lifecycle.runHooks();
  }
  loggers.root.info('stopped');
  const exitCode = crashed.aborted ? EX.SOFTWARE : isFinished ? EX.OK : EX.FAILURE;
  // A pending write of a line that nobody reads would keep the process alive.
  if (!(await sink.flush(FLUSH_DEADLINE_MS))) world.exit(exitCode);
  return exitCode;
}

function createParts(world: World, { declared, settings, sources, stop }: ServeOptions): Parts {
  const { now, monotonicMs, schedule } = world;
  const clock = { now, monotonicMs, schedule };
  const liveSettings = createLiveSettings({ declared, settings, sources, clock });
  const sink: LineSink = createLineSink(world.stdout, {
    schedule,
    onRecovered: (lineCount) => {
      log.warn({ lineCount }, 'log lines were lost');
    },
  });
  world.onExit(sink.push);
  const { logLevel: level, logPrefix: prefix, drainTimeoutMs: deadlineMs } = settings;
  const loggers = createLoggers({ ...clock, level, sink, prefix });
  liveSettings.keepBy('logLevel', keepRootLevel(loggers, level));
  const log = loggers.root;
  const metrics = createMetrics();
  observeLog(metrics, loggers, sink);
  const manager = createServiceManager(world, log);
  manager.notify('STATUS=starting');
  const { livenessStallMs } = settings;
  const { watchdogMs } = manager;
  const beat = startBeat(world, findBeatPeriod({ livenessStallMs, watchdogMs }));
  const { crashed, crash } = watchUncaught(world, log);
  endByDeadline(stop, { deadlineMs, log, exit: world.exit });
  const lifecycle = createLifecycle(log);
  world.onReload(() => void lifecycle.reload());
  const readiness = createReadiness({ lifecycle, log });
  return {
    liveSettings,
    sink,
    loggers,
    metrics,
    lifecycle,
    crashed,
    crash,
    readiness,
    manager,
    beat,
  };
}

async function serveUntilEnd(world: World, options: ServeOptions, parts: Parts): Promise<boolean> {
  const { stop, sources } = options;
  const { liveSettings, readiness, crashed, crash, manager, beat } = parts;
  const end = AbortSignal.any([stop, crashed]);
  const ended = end.aborted ? Promise.resolve() : once(end, 'abort').then(() => undefined);
  const running = await Promise.race([ended, startServer(world, options, parts)]);
  if (running === undefined) return true;
  try {
    const opened = openManagement(world, running.managed, { sources, manager, beat, crash });
    await Promise.race([ended, opened]);
  } catch (error) {
    running.server.close();
    throw error;
  }
  report(world, running, parts);
  if (!end.aborted) void readiness.start();
  await ended;
  readiness.stop();
  const { drainTimeoutMs, shutdownDelayMs } = liveSettings.current;
  const budgetMs = crashed.aborted ? Math.min(CRASH_BUDGET_MS, drainTimeoutMs) : drainTimeoutMs;
  return shutDown(running, {
    ...planShutDown(budgetMs, shutdownDelayMs, running.origin),
    cause: crashed.aborted ? 'uncaught error' : String(stop.reason),
  });
}

/** Starts to report the state of the server to the service manager. */
function report(
  { monotonicMs }: World,
  { server, managed }: RunningServer,
  { liveSettings, lifecycle, readiness, manager, beat }: Parts,
): void {
  const address = server.address(); // null once the server is closed
  reportService({
    monotonicMs,
    notify: manager.notify,
    lifecycle,
    onBeat: beat.onBeat,
    drainTimeoutMs: liveSettings.current.drainTimeoutMs,
    state: () => ({
      phase: lifecycle.phase(),
      readiness: readiness.state(),
      address,
      inFlight: managed.limits.inFlight.size,
    }),
  });
}
