import { createOperations } from './admin/operations/create-operations.ts';
import { managementSettings, type ManagementSettings } from '../config/declared/management.ts';
import { isSet } from '../config/reading.ts';
import type { SourcesOf } from '../config/read-invocation.ts';
import type { serverSettings, Settings } from '../config/settings.ts';
import type { Beat } from '../world/beat.ts';
import type { World } from '../world/world.ts';
import { Fault } from '../world/faults/fault.ts';
import type { ServiceManager } from '../lifecycle/systemd/create-service-manager.ts';
import type { Descriptors } from '../lifecycle/listen/parse-descriptors.ts';
import { feedWatchdog } from '../lifecycle/systemd/watchdog.ts';
import type { ManagedServer } from './admin/operations/create-operations.ts';

export interface OpenManagementOptions {
  readonly sources: SourcesOf<typeof serverSettings>;
  readonly manager: ServiceManager;
  readonly beat: Beat;
  /** Ends the server after an error that leaves it without its listeners. */
  readonly crash: (error: unknown) => void;
}

/** Rejects a socket whose listener is off: the kernel would accept its clients, and nothing would answer them. */
function rejectUnusedSockets({ opsPort, adminSocket }: Settings, descriptors: Descriptors): void {
  const { ops, admin } = descriptors;
  if (ops !== undefined && opsPort === 'off')
    throw new Fault('SOCKET_UNWANTED', { setting: 'OPS_PORT', name: 'ops' });
  if (admin !== undefined && adminSocket === 'off')
    throw new Fault('SOCKET_UNWANTED', { setting: 'ADMIN_SOCKET', name: 'admin' });
}

/** Returns whether any management listener is on. */
function hasManagement({ opsPort, adminSocket, adminPort }: Settings): boolean {
  return [opsPort, adminSocket, adminPort].some((value) => value !== 'off');
}

/**
 * Starts the management thread. It stops after all other shutdown hooks, because liveness is probed until
 * the end. It also feeds the watchdog; without it the main thread feeds the watchdog itself.
 *
 * @throws {Fault} if a listener cannot be opened, or a socket was passed whose listener is off.
 */
export async function openManagement(
  world: World,
  managed: ManagedServer,
  { sources, manager, beat, crash }: OpenManagementOptions,
): Promise<void> {
  const { program, liveSettings, loggers, lifecycle, readiness, metrics } = managed;
  const settings = liveSettings.current;
  rejectUnusedSockets(settings, manager.descriptors);
  const { notify, watchdogMs, descriptors } = manager;
  if (!hasManagement(settings)) {
    const isAlive = (): boolean => true; // a blocked main thread does not get here
    const { schedule } = world;
    if (watchdogMs !== undefined) feedWatchdog({ schedule, notify, watchdogMs, isAlive });
    return;
  }
  const isOpsSet = { host: isSet(sources.opsHost), port: isSet(sources.opsPort) };
  const inherited = { descriptors, watchdogMs, isOpsSet };
  const restarts = metrics.counter({
    name: 'management.restarts',
    unit: '{restart}',
    description: 'Restarts of the management thread.',
  })();
  const { startManagement } = await import('./start-management.ts');
  const management = await startManagement(world, {
    log: loggers.named('management'),
    writeAudit: loggers.writeAlways,
    operations: createOperations(managed),
    input: { program, settings: pickSettings(settings), inherited, logPrefix: settings.logPrefix },
    standing: () => ({
      phase: lifecycle.phase(),
      hasStarted: lifecycle.hasStarted(),
      readiness: readiness.state(),
    }),
    onBeat: beat.onBeat,
    onRestart: () => {
      restarts.add(1);
    },
    crash,
  });
  lifecycle.onEnter(management.update);
  lifecycle.onEnd({ name: 'management', run: management.stop, deadlineMs: 1_000 });
}

function pickSettings(settings: Settings): ManagementSettings {
  const names = Object.keys(managementSettings) as (keyof ManagementSettings)[];
  return Object.fromEntries(names.map((name) => [name, settings[name]])) as ManagementSettings;
}
