import { writeSync } from 'node:fs';

/**
 * Sends assignments of sd_notify(3) to the service manager, in one datagram. Never throws, because a
 * service that cannot report can still serve.
 */
export type Notify = (...assignments: readonly string[]) => void;

/**
 * Creates a notifier for the socket that OpenFile= has connected to the service manager. Node has no
 * AF_UNIX datagrams, but a write to the descriptor sends one.
 *
 * @param onLost Called with the error of the first failed report only.
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
