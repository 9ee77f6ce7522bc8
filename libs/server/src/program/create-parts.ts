import { createLiveSettings } from '../config/live-settings.ts';
import { createLifecycle } from '../lifecycle/create-lifecycle.ts';
import { createReadiness } from '../lifecycle/create-readiness.ts';
import { endByDeadline } from '../lifecycle/end-by-deadline.ts';
import { createServiceManager } from '../lifecycle/systemd/create-service-manager.ts';
import { watchUncaught } from '../lifecycle/watch-uncaught.ts';
import { createRecorder } from '../management/flight/create-recorder.ts';
import { createFlightMemory } from '../management/flight/flight-memory.ts';
import { keepRootLevel } from '../telemetry/log/keep-root-level.ts';
import {
  createLineSink,
  GATHER_MS,
  MAX_WAITING_CHARACTERS,
  type LineSink,
} from '../telemetry/log/line-sink.ts';
import { loadLineRenderer, type LineStyle } from '../telemetry/log/line-style.ts';
import { createLoggers } from '../telemetry/log/loggers.ts';
import { observeLog } from '../telemetry/log/observe-log.ts';
import { createMetrics } from '../telemetry/metrics/create-metrics.ts';
import { createExportsLink } from '../telemetry/otlp/exports-link.ts';
import { createInstanceId } from '../telemetry/otlp/instance-id.ts';
import { findBeatPeriod, startBeat } from '../world/beat.ts';
import type { World } from '../world/world.ts';
import { planExports } from './plan-exports.ts';
import type { Parts, ServeOptions, ThreadPlace } from './parts.ts';

/**
 * Creates the objects that live as long as the server: in the main thread, and in each serving thread if
 * there are several.
 */
export async function createParts(
  world: World,
  options: ServeOptions,
  lineStyle: LineStyle,
): Promise<Parts> {
  const { declared, settings, sources, stop, thread, output = world.stdout } = options;
  const { now, monotonicMs, schedule } = world;
  const render = await loadLineRenderer(lineStyle);
  const clock = { now, monotonicMs, schedule };
  const liveSettings = createLiveSettings({ declared, settings, sources, clock });
  const sink: LineSink = createLineSink(output, {
    schedule,
    ...(thread && shareSink(thread)),
    onRecovered: (lineCount) => {
      log.warn({ lineCount }, 'log lines were lost');
    },
  });
  world.onExit(sink.push);
  const { logLevel: level, drainTimeoutMs: deadlineMs } = settings;
  const loggers = createLoggers({ ...clock, level, sink, render, ...nameThread(thread) });
  liveSettings.keepBy('logLevel', keepRootLevel(loggers, level));
  const log = loggers.root;
  const metrics = createMetrics();
  const instanceId = thread?.instanceId ?? createInstanceId(world.random);
  const plan = planExports(settings, { ...options.program, instanceId });
  observeLog(metrics, loggers, sink);
  const manager = createServiceManager(world, log);
  manager.notify('STATUS=starting');
  const { livenessStallMs } = settings;
  const { watchdogMs } = manager;
  const beat = startBeat(world, findBeatPeriod({ livenessStallMs, watchdogMs }));
  const flight = createRecorder(world, options.flight ?? createFlightMemory());
  beat.onBeat(flight.onBeat);
  const { crashed, crash, fail } = watchUncaught(world, log);
  endByDeadline(stop, { deadlineMs, log, exit: world.exit });
  const lifecycle = createLifecycle(log);
  world.onReload(() => void lifecycle.reload());
  // The main thread says when all threads are ready.
  const firstReadyLevel = isServing(thread) ? 'debug' : 'info';
  const readiness = createReadiness({ lifecycle, log, firstReadyLevel });
  return {
    liveSettings,
    sink,
    lineStyle,
    loggers,
    metrics,
    lifecycle,
    crashed,
    crash,
    fail,
    readiness,
    manager,
    beat,
    instanceId,
    exports: plan && createExportsLink(plan, world),
    flight,
  };
}

/** Shares out the buffer and the writes of the process: each of them wakes the main thread and the reader. */
function shareSink({ count }: ThreadPlace) {
  return {
    maxWaitingCharacters: Math.floor(MAX_WAITING_CHARACTERS / (count + 1)),
    gatherMs: GATHER_MS * count,
  };
}

/** Whether this is one of several serving threads. */
function isServing(thread: ThreadPlace | undefined): thread is ThreadPlace {
  return thread !== undefined && thread.index > 0;
}

/** Returns what each log line of a serving thread says of the thread. */
function nameThread(thread: ThreadPlace | undefined) {
  return isServing(thread) ? { base: { thread: thread.index } } : {};
}
