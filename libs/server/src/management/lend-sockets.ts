import type { Worker } from 'node:worker_threads';
import { descriptorOf } from '../http/restart-surfaces.ts';
import type { HeldSocket, ManagementOrder, ManagementReport } from './messages.ts';
import type { OpenListener } from './server/create-management-server.ts';

/** The thread answers at once; it does not if it has ended, or is blocked. */
const ANSWER_DEADLINE_MS = 2_000;

/** Returns the sockets of the management listeners, in the thread that has opened them. */
export function heldBy(listeners: readonly OpenListener[]): readonly HeldSocket[] {
  return listeners.flatMap(({ server, name, path }) => {
    const fd = descriptorOf(server);
    return fd === undefined ? [] : [{ name, fd, path }];
  });
}

/** Stops listening, closes idle connections, and leaves the path of the socket to another process. */
export function release({ server, ...listener }: OpenListener): OpenListener {
  server.close();
  return { ...listener, server, afterClose: () => undefined };
}

/**
 * Asks the management thread for its sockets. Descriptors belong to the process, so they are valid in every thread.
 *
 * @throws {Error} if the thread does not answer in 2 s.
 */
export async function askForSockets(worker: Worker): Promise<readonly HeldSocket[]> {
  const { promise, resolve, reject } = Promise.withResolvers<readonly HeldSocket[]>();
  const listen = (report: ManagementReport): void => {
    if (report.kind === 'sockets') resolve(report.sockets);
  };
  const timer = setTimeout(() => {
    reject(new Error('The management thread does not answer'));
  }, ANSWER_DEADLINE_MS);
  worker.on('message', listen);
  worker.postMessage({ kind: 'lend' } satisfies ManagementOrder);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    worker.off('message', listen);
  }
}
