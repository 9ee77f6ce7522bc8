import type { Session } from 'node:inspector/promises';
import { UnresponsiveError } from '../bridge/remote.ts';

/**
 * Hands over a session with the inspector of the main thread. V8 serves it between two instructions of
 * JavaScript, so also where the event loop is blocked; a native call has to return first.
 *
 * The session ends with the use of it: one that stays open holds up the end of the process, which then
 * waits for the debugger to leave. With its end the main thread goes on, whatever was asked of it.
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

/** @throws {UnresponsiveError} where the main thread gives no answer in time. */
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
