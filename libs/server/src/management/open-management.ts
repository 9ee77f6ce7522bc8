import { setTimeout as sleep } from 'node:timers/promises';
import { managementSettings, type ManagementSettings } from '../config/declared/management.ts';
import { isSet } from '../config/reading.ts';
import type { SourcesOf } from '../config/read-invocation.ts';
import type { serverSettings, Settings } from '../config/settings.ts';
import type { FleetMemory } from '../lifecycle/threads/fleet-memory.ts';
import type { FlightMemory } from './flight/flight-memory.ts';
import type { Operations } from './bridge/remote.ts';
import type { Beat } from '../world/beat.ts';
import type { World } from '../world/world.ts';
import { Fault } from '../world/faults/fault.ts';
import type { ServiceManager } from '../lifecycle/systemd/create-service-manager.ts';
import type { Descriptors } from '../lifecycle/listen/parse-descriptors.ts';
import type { LineStyle } from '../telemetry/log/line-style.ts';
import type { CounterSeries, Metrics } from '../telemetry/metrics/metrics.ts';
import { feedWatchdog } from '../lifecycle/systemd/watchdog.ts';
import type { ExportsLink } from '../telemetry/otlp/exports-link.ts';
import type { ManagedServer } from './admin/operations/create-operations.ts';
import type { ManagementThread } from './start-management.ts';

/**
 * Time that the first requests have for themselves once the http socket is open: to start the thread blocks this one
 * for longer than an answer takes.
 */
const FIRST_REQUESTS_MS = 10;

export interface OpenManagementOptions {
  readonly sources: SourcesOf<typeof serverSettings>;
  readonly manager: ServiceManager;
  readonly beat: Beat;
  readonly lineStyle: LineStyle;
  /** What the management thread may call in this thread. */
  readonly operations: Operations;
  /** Metrics and the log are exported in the management thread; undefined if they are not exported. */
  readonly exports: ExportsLink | undefined;
  /** State of the serving threads; undefined if the main thread serves. */
  readonly fleet?: FleetMemory;
  /** What the flight recorder of each thread has recorded. */
  readonly flight: readonly FlightMemory[];
  /** Ends the server after an error that leaves it without its listeners. */
  readonly crash: (error: unknown) => void;
}

/** The parts of the server that the management thread is started with. */
export type ManagedParts = Pick<
  ManagedServer,
  'program' | 'liveSettings' | 'loggers' | 'lifecycle' | 'readiness' | 'metrics'
>;

/** Rejects a socket whose listener is off: the kernel would accept its clients, and nothing would answer them. */
function rejectUnusedSockets(
  { opsPort, adminSocket, adminPort }: Settings,
  descriptors: Descriptors,
): void {
  const { ops, admin, 'admin-tcp': adminTcp } = descriptors;
  if (ops !== undefined && opsPort === 'off')
    throw new Fault('SOCKET_UNWANTED', { setting: 'OPS_PORT', name: 'ops' });
  if (admin !== undefined && adminSocket === 'off')
    throw new Fault('SOCKET_UNWANTED', { setting: 'ADMIN_SOCKET', name: 'admin' });
  if (adminTcp !== undefined && adminPort === 'off')
    throw new Fault('SOCKET_UNWANTED', { setting: 'ADMIN_PORT', name: 'admin-tcp' });
}

/** Returns whether any management listener is on. */
function hasManagement({ opsPort, adminSocket, adminPort }: Settings): boolean {
  return [opsPort, adminSocket, adminPort].some((value) => value !== 'off');
}

/**
 * Starts the management thread. It stops after all other shutdown hooks, because liveness is probed until
 * the end. It also feeds the watchdog; without it the main thread feeds the watchdog itself.
 *
 * @returns undefined if no management listener is on, or at a request to stop.
 * @throws {Fault} if a listener cannot be opened, or a socket was passed whose listener is off.
 */
export async function openManagement(
  world: World,
  managed: ManagedParts,
  {
    sources,
    manager,
    beat,
    lineStyle,
    operations,
    fleet,
    flight,
    exports,
    crash,
  }: OpenManagementOptions,
): Promise<ManagementThread | undefined> {
  const { program, liveSettings, loggers, lifecycle, readiness, metrics } = managed;
  const settings = liveSettings.current;
  rejectUnusedSockets(settings, manager.descriptors);
  const { notify, watchdogMs, descriptors, predecessor } = manager;
  if (!hasManagement(settings)) {
    const isAlive = (): boolean => true; // a blocked main thread does not get here
    const { schedule } = world;
    if (watchdogMs !== undefined) feedWatchdog({ schedule, notify, watchdogMs, isAlive });
    return undefined;
  }
  const isOpsSet = { host: isSet(sources.opsHost), port: isSet(sources.opsPort) };
  const inherited = { descriptors, watchdogMs, predecessor, isOpsSet };
  const restarts = countRestarts(metrics);
  await sleep(FIRST_REQUESTS_MS);
  if (lifecycle.phase() === 'draining' || lifecycle.phase() === 'stopping') return undefined;
  const { startManagement } = await import('./start-management.ts');
  const starting = startManagement(world, {
    log: loggers.named('management'),
    writeAudit: loggers.writeAlways,
    operations,
    input: {
      program,
      settings: pickSettings(settings),
      inherited,
      lineStyle,
      fleet,
      flight,
    },
    standing: () => ({
      phase: lifecycle.phase(),
      hasStarted: lifecycle.hasStarted(),
      readiness: readiness.state(),
    }),
    exports,
    caFile: settings.caFile,
    onBeat: beat.onBeat,
    onRestart: () => {
      restarts.add(1);
    },
    crash,
  });
  const [management] = await Promise.all([starting, observeCollectionsOf(metrics)]);
  lifecycle.onEnter(management.update);
  lifecycle.onEnd({ name: 'management', run: management.stop, deadlineMs: 1_000 });
  return management;
}

/** Declares the counter of the management thread's restarts. */
export function countRestarts(metrics: Pick<Metrics, 'counter'>): CounterSeries {
  return metrics.counter({
    name: 'management.restarts',
    unit: '{restart}',
    description: 'Restarts of the management thread.',
  })();
}

/** Loads the code while the thread starts; without a listener, nobody could read what it records. */
async function observeCollectionsOf(metrics: Metrics): Promise<void> {
  const { observeCollections } = await import('../telemetry/metrics/observe-collections.ts');
  observeCollections(metrics);
}

function pickSettings(settings: Settings): ManagementSettings {
  const names = Object.keys(managementSettings) as (keyof ManagementSettings)[];
  return Object.fromEntries(names.map((name) => [name, settings[name]])) as ManagementSettings;
}
