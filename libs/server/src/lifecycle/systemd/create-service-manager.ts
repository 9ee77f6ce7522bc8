import type { World } from '../../world/world.ts';
import type { Log } from '../../telemetry/log/log.ts';
import { createNotify, type Notify } from './notify.ts';
import {
  DESCRIPTOR_NAMES,
  parseDescriptors,
  type Descriptors,
} from '../listen/parse-descriptors.ts';
import { parseWatchdog } from './watchdog.ts';

/** What the service manager has handed over, and the way to report to it. */
export interface ServiceManager {
  readonly descriptors: Descriptors;
  /** Milliseconds without a sign of life after which it ends this process; undefined where it does not look. */
  readonly watchdogMs: number | undefined;
  /** Does nothing where no way to report was handed over. */
  readonly notify: Notify;
}

/** Takes what the manager hands to this process; a terminal and a container hand it nothing. */
export function createServiceManager({ managerEnv, identity }: World, log: Log): ServiceManager {
  const { pid } = identity();
  const { descriptors, unknownNames } = parseDescriptors(managerEnv, pid);
  const watchdogMs = parseWatchdog(managerEnv, pid);
  if (unknownNames.length > 0)
    log.warn(
      { names: unknownNames, expected: DESCRIPTOR_NAMES },
      'descriptors of unknown names, ignoring them',
    );
  const fd = descriptors.notify;
  if (fd !== undefined) return { descriptors, watchdogMs, notify: createNotify(fd, logLoss) };
  const { NOTIFY_SOCKET } = managerEnv;
  if (NOTIFY_SOCKET !== undefined)
    log.debug(
      { NOTIFY_SOCKET },
      'nothing is reported: the unit has no OpenFile= of this named notify',
    );
  return { descriptors, watchdogMs, notify: () => undefined };

  function logLoss(error: unknown): void {
    log.warn({ err: error }, 'a report to the service manager is lost, going on without');
  }
}
