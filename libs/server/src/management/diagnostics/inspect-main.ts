import type { Session } from 'node:inspector/promises';
import { UnresponsiveError } from '../bridge/remote.ts';

/**
 * Runs a callback with an inspector session of the main thread. V8 serves the session between two
 * JavaScript instructions, so also while the event loop is blocked; a native call has to return first.
 *
 * The session ends with the callback: an open session would delay the end of the process, which waits for
 * the debugger to disconnect. The end of the session also resumes the main thread.
 */
export async function inspectMain<Result>(
  use: (session: Session) => Promise<Result>,
): Promise<Result> {
  const { Session } = await import('node:inspector/promises');
  const session = new Session();
  session.connectToMainThread();
  try {
    return await use(session);
  } finally {
    session.disconnect();
  }
}

/** @throws {UnresponsiveError} if the main thread does not answer in time. */
export async function answerOf<Value>(answer: Promise<Value>, deadlineMs: number): Promise<Value> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    late.reject(
      new UnresponsiveError(
        `The main thread did not answer within ${deadlineMs} ms: it is in native code that cannot be interrupted`,
      ),
    );
  }, deadlineMs);
  try {
    return await Promise.race([answer, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
