import type { LiveSettings } from '../../../config/live-settings.ts';
import type { FilesCache } from '../../../files/create-files-cache.ts';
import type { serverSettings } from '../../../config/settings.ts';
import type { ReadinessControl } from '../../../lifecycle/create-readiness.ts';
import type { Loggers } from '../../../telemetry/log/loggers.ts';
import type { Metrics } from '../../../telemetry/metrics/metrics.ts';
import type { FlightRecorder } from '../../flight/create-recorder.ts';
import type { RouteRow } from '../../flight/route-table.ts';
import { createFilesOperations } from './files.ts';
import { createLogOperations } from './logs.ts';
import { createLifecycleOperations, type LifecycleHandles } from './lifecycle.ts';
import { createTrafficOperations, type Rows, type TrafficSources } from './traffic.ts';
import { createLoggerOperations } from './loggers.ts';
import { createSettingOperations } from './settings.ts';

/** The parts of a running server that the management thread shows and changes. */
export interface ManagedServer extends TrafficSources, Omit<LifecycleHandles, 'limits'> {
  readonly program: { readonly name: string; readonly version: string };
  readonly liveSettings: LiveSettings<typeof serverSettings>;
  readonly loggers: Loggers;
  readonly readiness: ReadinessControl;
  readonly metrics: Metrics;
  readonly flight: Pick<FlightRecorder, 'routes'>;
  /** The files in memory; undefined without FILES_ROOT. */
  readonly filesCache: FilesCache | undefined;
}

/** Operations of the main thread that the management thread may call; arguments and results are copied. */
export type MainOperations = ReturnType<typeof createOperations>;

/** Creates all operations of the main thread for the management thread. */
export function createOperations(managed: ManagedServer) {
  return {
    metrics: managed.metrics.snapshot,
    flightRoutes: (): Rows<RouteRow> => ({ rows: managed.flight.routes() }),
    ...createFilesOperations(managed),
    ...createLoggerOperations(managed),
    ...createLogOperations(managed),
    ...createSettingOperations(managed),
    ...createTrafficOperations(managed),
    ...createLifecycleOperations(managed),
  };
}
