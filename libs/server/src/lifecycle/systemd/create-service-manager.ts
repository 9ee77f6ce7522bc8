import type { World } from '../../world/world.ts';
import type { Log } from '../../telemetry/log/log.ts';
import { createNotify, type Notify } from './notify.ts';
import { assignSockets } from '../listen/assign-sockets.ts';
import {
  DESCRIPTOR_NAMES,
  parseDescriptors,
  type Descriptors,
} from '../listen/parse-descriptors.ts';
import { reportReady } from '../restart/report-ready.ts';
import { parseWatchdog } from './watchdog.ts';

/** Descriptors and limits passed by the service manager, and the way to report to it. */
export interface ServiceManager {
  readonly descriptors: Descriptors;
  /** Milliseconds without a watchdog report after which it ends this process; undefined if the watchdog is off. */
  readonly watchdogMs: number | undefined;
  /** Does nothing if the service manager passed no descriptor for reports. */
  readonly notify: Notify;
  /** Set if another process of this program has started this one and passed the descriptors, which are this one's own. */
  readonly predecessor: Predecessor | undefined;
}

/** The process of this program that this one replaces. */
export interface Predecessor {
  readonly pid: number;
  /** Path of the admin socket, which this process has to remove at its end. */
  readonly adminPath: string | undefined;
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
  const predecessor = readPredecessor(world);
  if (fd !== undefined && predecessor !== undefined)
    return { descriptors, watchdogMs, notify: reportReady(fd), predecessor };
  const passed = { descriptors, watchdogMs, predecessor };
  if (fd !== undefined) return { ...passed, notify: createNotify(fd, logLoss) };
  const { NOTIFY_SOCKET } = managerEnv;
  if (NOTIFY_SOCKET !== undefined)
    log.debug(
      { NOTIFY_SOCKET },
      'cannot notify the service manager: the unit has no OpenFile= for this socket named notify',
    );
  return { ...passed, notify: () => undefined };

  function logLoss(error: unknown): void {
    log.warn({ err: error }, 'cannot notify the service manager, ignoring');
  }
}

/** The variables hold for the process that the predecessor has started, as those of systemd do. */
function readPredecessor({ managerEnv, identity }: World): Predecessor | undefined {
  const { TSCRATCH_PREDECESSOR: pid, TSCRATCH_ADMIN_SOCKET: adminPath, LISTEN_PID } = managerEnv;
  if (pid === undefined || LISTEN_PID !== String(identity().pid)) return undefined;
  return { pid: Number(pid), adminPath };
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
