import type { Session } from 'node:inspector/promises';
import { UnresponsiveError } from '../bridge/remote.ts';

/** A thread to inspect: the main thread, or a serving thread by its number. */
export type Inspected = 'main' | number;

/** Returns the name of a thread in reports; a serving thread's worker has it too. */
export function nameOf(thread: Inspected): string {
  return thread === 'main' ? thread : `serving-${thread}`;
}

/** An inspector session of one thread. */
export interface ThreadSession extends Pick<Session, 'on' | 'post'> {
  /** The thread, as the subject of a sentence. */
  readonly subject: string;
}

/** Name of the main thread in a sentence. */
export const MAIN_THREAD = 'The main thread';

/** @throws {UnresponsiveError} if the thread does not answer in time. */
export async function answerOf<Value>(
  { subject }: Pick<ThreadSession, 'subject'>,
  answer: Promise<Value>,
  deadlineMs: number,
): Promise<Value> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    late.reject(
      new UnresponsiveError(
        `${subject} did not answer within ${deadlineMs} ms: it is in native code that cannot be interrupted`,
        subject === MAIN_THREAD ? 'main-thread-unresponsive' : 'serving-thread-unresponsive',
      ),
    );
  }, deadlineMs);
  try {
    return await Promise.race([answer, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
