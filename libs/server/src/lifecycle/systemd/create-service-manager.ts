import type { World } from '../../world/world.ts';
import type { Log } from '../../telemetry/log/log.ts';
import { createNotify, type Notify } from './notify.ts';
import { assignSockets } from '../listen/assign-sockets.ts';
import {
  DESCRIPTOR_NAMES,
  parseDescriptors,
  type Descriptors,
} from '../listen/parse-descriptors.ts';
import { parseWatchdog } from './watchdog.ts';

/** Descriptors and limits passed by the service manager, and the way to report to it. */
export interface ServiceManager {
  readonly descriptors: Descriptors;
  /** Milliseconds without a watchdog report after which it ends this process; undefined if the watchdog is off. */
  readonly watchdogMs: number | undefined;
  /** Does nothing if the service manager passed no descriptor for reports. */
  readonly notify: Notify;
}

/**
 * Reads what the service manager passes to this process; nothing in a terminal or a container.
 *
 * @throws {Fault} those of `parseDescriptors`, `assignSockets` and `parseWatchdog`.
 */
export function createServiceManager(world: World, log: Log): ServiceManager {
  const { managerEnv } = world;
  const { pid } = world.identity();
  const descriptors = readDescriptors(world, log);
  const watchdogMs = parseWatchdog(managerEnv, pid);
  const fd = descriptors.notify;
  if (fd !== undefined) return { descriptors, watchdogMs, notify: createNotify(fd, logLoss) };
  const { NOTIFY_SOCKET } = managerEnv;
  if (NOTIFY_SOCKET !== undefined)
    log.debug(
      { NOTIFY_SOCKET },
      'cannot notify the service manager: the unit has no OpenFile= for this socket named notify',
    );
  return { descriptors, watchdogMs, notify: () => undefined };

  function logLoss(error: unknown): void {
    log.warn({ err: error }, 'cannot notify the service manager, ignoring');
  }
}

function readDescriptors({ managerEnv, identity, isSocket }: World, log: Log): Descriptors {
  const passed = parseDescriptors(managerEnv, identity().pid);
  const { descriptors, adoptedName, ignoredNames } = assignSockets(passed, isSocket);
  if (adoptedName !== undefined)
    log.info({ name: adoptedName }, 'taking the only socket without FileDescriptorName= as http');
  if (ignoredNames.length > 0)
    log.warn(
      { names: ignoredNames, expected: DESCRIPTOR_NAMES },
      'ignoring descriptors with unknown names',
    );
  return descriptors;
}
