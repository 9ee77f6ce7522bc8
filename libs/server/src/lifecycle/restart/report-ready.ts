import { closeSync } from 'node:fs';
import { createNotify, type Notify } from '../systemd/notify.ts';

/**
 * Creates a notifier that reports to the process that has started this one, until READY=1. That process ends then, and
 * later reports have no reader.
 */
export function reportReady(fd: number): Notify {
  const notify = createNotify(fd, () => undefined); // the predecessor has ended: nobody waits for this process
  let isReady = false;
  return (...assignments) => {
    if (isReady) return;
    notify(...assignments, ''); // in a stream, a report ends with its last line
    isReady = assignments.includes('READY=1');
    if (isReady) closeSync(fd);
  };
}
