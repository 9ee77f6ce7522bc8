import { askThreads } from '../../management/fleet/ask-threads.ts';
import { levelsOf } from './follow-main.ts';
import type { World } from '../../world/world.ts';
import type { Metrics } from '../../telemetry/metrics/metrics.ts';
import type { ServeOptions } from '../parts.ts';
import { reportCrash } from '../report-crash.ts';
import type { ServingParts } from '../serve-to-exit.ts';
import { createFleet, type FleetControl } from './create-fleet.ts';
import { endUnstartedThread } from './end-unstarted-thread.ts';
import { createStuckCheck } from './end-stuck-threads.ts';
import { createReplacer } from './replace-threads.ts';
import { shareChanges, shareTexts } from './share-out.ts';

/**
 * Creates the threads and keeps them: tells them of changed settings and levels, replaces one that has ended
 * or is stuck, and ends the process if too many do.
 */
export function superviseFleet(
  world: World,
  options: ServeOptions,
  parts: ServingParts,
): FleetControl {
  const { liveSettings, loggers, lifecycle, metrics, beat, lineStyle } = parts;
  const count = options.thread?.count ?? 1;
  const { servingThreadStartTimeoutMs: startTimeoutMs } = options.settings;
  const changes = () => shareChanges(liveSettings.changes(), count);
  const replace = createReplacer(world, parts, (index) => {
    fleet.restart(index);
  });
  const fleet = createFleet(world, {
    count,
    input: () => ({
      texts: { ...options.texts, ...shareTexts(options.settings, sharing(world, count)) },
      sources: options.sources,
      changes: changes(),
      levels: levelsOf(loggers),
      lineStyle,
      shared: options.thread?.shared,
      instanceId: parts.instanceId,
    }),
    startTimeoutMs,
    waitMs: () => liveSettings.current.headersTimeoutMs,
    onUnstarted: (index) => {
      void endUnstartedThread(index, { fleet, log: loggers.root, startTimeoutMs });
    },
    onSecond: (listener) => {
      beat.onBeat(everySecond(world, listener));
    },
    onLogger: (name) => void loggers.named(name),
    exportLines: parts.logExport?.send,
    onDeath: replace,
  });
  liveSettings.onChange(() => {
    fleet.broadcast({ kind: 'settings', changes: changes() });
  });
  let sentLevels = '';
  loggers.onChange(() => {
    const levels = levelsOf(loggers);
    const text = JSON.stringify(levels);
    if (text === sentLevels) return;
    sentLevels = text;
    fleet.broadcast({ kind: 'levels', levels });
  });
  lifecycle.onReload('serving threads', () => reloadAll(fleet));
  world.onExit((exitCode) => {
    if (fleet.blocked().length > 0) world.exitWithoutThreads(exitCode);
  });
  observeConnections(metrics, fleet.slots);
  const { monotonicMs } = world;
  const flight = [parts.flight.memory, ...fleet.flight];
  const endStuck = createStuckCheck({ fleet, log: loggers.root, flight, monotonicMs });
  reportCrash(parts, flight);
  beat.onBeat(() => {
    endStuck(liveSettings.current.livenessStallMs);
  });
  return fleet;
}

/** Returns a function that calls the listener if a second has passed since the last time, or nearly. */
function everySecond({ monotonicMs }: World, listener: () => void): () => void {
  let lastMs = monotonicMs();
  return () => {
    if (monotonicMs() - lastMs < SECOND_MS) return;
    lastMs = monotonicMs();
    listener();
  };
}

/** Less than the longest time between two beats, so that each of those counts. */
const SECOND_MS = 900;

function sharing({ identity }: World, count: number) {
  return { count, memoryLimitBytes: identity().memoryLimitBytes };
}

/** Declares the metric of the open connections of each thread. */
export function observeConnections(metrics: Metrics, slots: FleetControl['slots']): void {
  metrics.observe(
    {
      name: 'serving_threads.connections',
      unit: '{connection}',
      description: 'Open connections of each serving thread.',
      kind: 'gauge',
    },
    () =>
      slots.map((slot, position) => ({
        attributes: { thread: String(position + 1) },
        value: slot.open(),
      })),
  );
}

/** Reloads in every thread. @throws {Error} that names what keeps its old state, and the threads that do not answer. */
async function reloadAll(fleet: FleetControl): Promise<void> {
  const running = fleet.threads(); // one that starts meanwhile reads everything by itself
  const { answers } = await askThreads({ ...fleet, threads: () => running }, ({ reload }) =>
    reload(),
  );
  const kept = answers.flatMap(({ thread: { index }, value: parts }) =>
    parts.filter(({ reason }) => reason !== null).map(({ name }) => `${name} in thread ${index}`),
  );
  const answered = new Set(answers.map(({ thread }) => thread.index));
  const missing = running
    .filter(({ index }) => !answered.has(index))
    .map(({ index }) => `thread ${index} (no answer in time)`);
  if (kept.length + missing.length > 0)
    throw new Error(`Cannot reload ${[...kept, ...missing].join(', ')}`);
}
