import { writeSync } from 'node:fs';

/**
 * Tells the service manager something, as assignments of sd_notify(3) in one datagram. Never throws,
 * for a service that cannot report is still one that serves.
 */
export type Notify = (...assignments: readonly string[]) => void;

/**
 * Reports over the socket that OpenFile= has connected to the one of the manager: Node itself has no
 * datagrams of AF_UNIX, but a write to the descriptor is one.
 *
 * @param onLost Called with the cause of the first report that does not get through, and of no other.
 */
export function createNotify(fd: number, onLost: (error: unknown) => void): Notify {
  let isLost = false;
  return (...assignments) => {
    try {
      writeSync(fd, assignments.join('\n'));
    } catch (error) {
      if (!isLost) onLost(error);
      isLost = true;
    }
  };
}
