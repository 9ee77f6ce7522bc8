import type { FilesCacheState } from '../../files/create-files-cache.ts';
import { MAX_RECENT_LINES } from '../../telemetry/log/recent-lines.ts';
import type { MainOperations, ManagedServer } from '../admin/operations/create-operations.ts';
import type { FilesState } from '../admin/operations/files.ts';
import { createLifecycleOperations, type LifecycleHandles } from '../admin/operations/lifecycle.ts';
import { createLoggerOperations } from '../admin/operations/loggers.ts';
import { createSettingOperations } from '../admin/operations/settings.ts';
import { OperationError } from '../bridge/operation-error.ts';
import { askThreads, type Answers } from './ask-threads.ts';
import { createFleetLines } from './fleet-lines.ts';
import { createFleetMetrics } from './fleet-metrics.ts';
import type { Fleet } from './fleet.ts';
import { addFilesStates, mergeLines, mergeRows } from './merge-rows.ts';

/** The main thread's own parts, which hold for all threads. */
export type FleetOwn = Pick<LifecycleHandles, 'limits'> &
  Pick<ManagedServer, Exclude<keyof LifecycleHandles, 'limits'> | 'metrics' | 'loggers'>;

/** The operations of a server, some of which have to ask other threads. */
export type FleetOperations = {
  readonly [Name in keyof MainOperations]: (
    ...args: Parameters<MainOperations[Name]>
  ) => ReturnType<MainOperations[Name]> | Promise<Awaited<ReturnType<MainOperations[Name]>>>;
};

/**
 * Creates the operations of a server with several serving threads, in the main thread, with the names and results of
 * those of one thread. Levels, settings and the phases belong to the main thread; everything else is asked of each
 * serving thread and merged. A thread that does not answer in time is left out and named.
 */
export function createFleetOperations(fleet: Fleet, own: FleetOwn): FleetOperations {
  return {
    ...createLoggerOperations(own),
    ...createSettingOperations(own),
    ...createLifecycleOperations(own),
    metrics: createFleetMetrics(fleet, own.metrics),
    recentLines: async () => {
      const { answers } = await askThreads(fleet, ({ recentLines }) => recentLines());
      const lists = [own.loggers.recentLines(), ...answers.map(({ value }) => value)];
      return mergeLines(lists, MAX_RECENT_LINES);
    },
    streamLines: createFleetLines(fleet, own.loggers),
    flightRoutes: async () =>
      mergeRows(
        await askThreads(fleet, ({ flightRoutes }) => flightRoutes()),
        (a, b) => b.requests - a.requests,
      ),
    ...createFleetTraffic(fleet),
    ...createFleetFiles(fleet),
  };
}

function createFleetTraffic(
  fleet: Fleet,
): Pick<FleetOperations, 'exchanges' | 'requests' | 'connections'> {
  const byAge = (a: { readonly ageMs: number }, b: { readonly ageMs: number }): number =>
    b.ageMs - a.ageMs;
  return {
    exchanges: async (only) =>
      mergeRows(
        await askThreads(fleet, ({ exchanges }) => exchanges(), only),
        (a, b) => b.endedMs - a.endedMs,
      ),
    requests: async (only) =>
      mergeRows(await askThreads(fleet, ({ requests }) => requests(), only), byAge),
    connections: async (only) =>
      mergeRows(await askThreads(fleet, ({ connections }) => connections(), only), byAge),
  };
}

function createFleetFiles(fleet: Fleet): Pick<FleetOperations, 'filesCache' | 'clearFilesCache'> {
  return {
    filesCache: async () => {
      const answers = await askThreads(fleet, ({ filesCache }) => filesCache());
      return stateOf(answers, (state) => state);
    },
    clearFilesCache: async () => {
      const answers = await askThreads(fleet, ({ clearFilesCache }) => clearFilesCache());
      return {
        before: stateOf(answers, ({ before }) => before),
        after: stateOf(answers, ({ after }) => after),
      };
    },
  };
}

/** @throws {OperationError} 504 if no thread answered. */
function stateOf<Value>(
  { answers, ...missing }: Answers<Value>,
  pick: (value: Value) => FilesCacheState,
): FilesState {
  if (answers.length === 0) throw new OperationError(504, 'No serving thread answered in time');
  return { ...addFilesStates(answers.map(({ value }) => pick(value))), ...missing };
}
