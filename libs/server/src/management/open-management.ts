import type { Living } from './admin/operations/lifecycle.ts';
import type { Traffic } from './admin/operations/traffic.ts';
import { createOperations } from './admin/operations/create-operations.ts';
import { planesSettings } from '../config/declared/planes.ts';
import { isSet } from '../config/reading.ts';
import type { SourcesOf } from '../config/read-invocation.ts';
import type { LiveSettings } from '../config/live-settings.ts';
import type { serverSettings, Settings } from '../config/settings.ts';
import type { World } from '../world/world.ts';
import { Fault } from '../world/faults/fault.ts';
import type { ReadinessControl } from '../lifecycle/create-readiness.ts';
import type { Loggers } from '../telemetry/log/loggers.ts';
import type { Metrics } from '../telemetry/metrics/metrics.ts';
import type { Manager } from '../lifecycle/systemd/create-manager.ts';
import type { Descriptors } from '../lifecycle/listen/parse-descriptors.ts';
import { feedWatchdog } from '../lifecycle/systemd/watchdog.ts';
import type { PlanesSettings } from './messages.ts';

/** What the planes show and change of a running server. */
export interface Operated extends Traffic, Living {
  readonly program: { readonly name: string; readonly version: string };
  readonly live: LiveSettings<typeof serverSettings>;
  readonly loggers: Loggers;
  readonly readiness: ReadinessControl;
  readonly metrics: Metrics;
}

export interface OperateOptions {
  readonly sources: SourcesOf<typeof serverSettings>;
  readonly manager: Manager;
}

/** Without this its clients would be accepted by the kernel and then wait for ever. */
function refuseUnwanted({ opsPort, adminSocket }: Settings, descriptors: Descriptors): void {
  const { ops, admin } = descriptors;
  if (ops !== undefined && opsPort === 'off')
    throw new Fault('SOCKET_UNWANTED', { setting: 'OPS_PORT', name: 'ops' });
  if (admin !== undefined && adminSocket === 'off')
    throw new Fault('SOCKET_UNWANTED', { setting: 'ADMIN_SOCKET', name: 'admin' });
}

/** Whether anything is to be listened on for operators. */
function hasPlanes({ opsPort, adminSocket, adminPort }: Settings): boolean {
  return [opsPort, adminSocket, adminPort].some((value) => value !== 'off');
}

/**
 * Starts the thread of the planes, which ends after all other hooks: liveness is asked to the last.
 * It answers the watchdog too; without it the main thread can only answer for itself.
 *
 * @throws {Fault} where a listener cannot be had, or a socket is handed over that nobody would accept on.
 */
export async function operate(
  world: World,
  operated: Operated,
  { sources, manager }: OperateOptions,
): Promise<void> {
  const { program, live, loggers, lifecycle, readiness, metrics } = operated;
  const settings = live.values;
  refuseUnwanted(settings, manager.descriptors);
  const { notify, watchdogMs, descriptors } = manager;
  if (!hasPlanes(settings)) {
    const isAlive = (): boolean => true; // it could not ask otherwise
    if (watchdogMs !== undefined) feedWatchdog({ ...world, notify, watchdogMs, isAlive });
    return;
  }
  const isOpsSet = { host: isSet(sources.opsHost), port: isSet(sources.opsPort) };
  const handed = { descriptors, watchdogMs, isOpsSet };
  const restarts = metrics.counter({
    name: 'planes.restarts',
    unit: '{restart}',
    description: 'Times the thread of the ops and admin listeners had to be started again.',
  })();
  const { startPlanes } = await import('./start-management.ts');
  const planes = await startPlanes(world, {
    log: loggers.named('planes'),
    writeAudit: loggers.writeAlways,
    operations: createOperations(operated),
    input: { program, settings: pickSettings(settings), handed, logPrefix: settings.logPrefix },
    standing: () => ({
      phase: lifecycle.phase(),
      hasStarted: lifecycle.hasStarted(),
      readiness: readiness.state(),
    }),
    onRestart: () => {
      restarts.add(1);
    },
  });
  lifecycle.onEnter(planes.update);
  lifecycle.onEnd({ name: 'planes', run: planes.stop, deadlineMs: 1_000 });
}

function pickSettings(settings: Settings): PlanesSettings {
  const names = Object.keys(planesSettings) as (keyof PlanesSettings)[];
  return Object.fromEntries(names.map((name) => [name, settings[name]])) as PlanesSettings;
}
