import { isMainThread } from 'node:worker_threads';
import { MAIN_THREAD, type Inspected, type ThreadSession } from './thread-session.ts';

/**
 * Runs a callback with an inspector session of a thread, from another one. V8 serves the session between two JavaScript
 * instructions, so also while the event loop is blocked; a native call has to return first.
 *
 * The session ends with the callback: an open session would delay the end of the process, which waits for
 * the debugger to disconnect. The end of the session also resumes the thread.
 *
 * @throws {OperationError} 503 if a serving thread does not run, or ends meanwhile.
 */
export async function inspectThread<Result>(
  thread: Inspected,
  use: (session: ThreadSession) => Promise<Result>,
): Promise<Result> {
  const { Session } = await import('node:inspector/promises');
  const session = new Session();
  if (isMainThread) session.connect();
  else session.connectToMainThread();
  try {
    if (thread === 'main') return await use(Object.assign(session, { subject: MAIN_THREAD }));
    const { openWorkerSession } = await import('./open-worker-session.ts');
    return await use(await openWorkerSession(session, thread));
  } finally {
    session.disconnect();
  }
}
