import { UnresponsiveError } from '../bridge/remote.ts';
import type { Fleet, ServingThread } from './fleet.ts';

/** An answer of one thread. */
export interface Answer<Value> {
  readonly thread: ServingThread;
  readonly value: Value;
}

/** What the threads answered, in order of their index, and which did not in time or do not run. */
export interface Answers<Value> {
  readonly answers: readonly Answer<Value>[];
  /** Only present if there are any. */
  readonly unansweredThreads?: readonly number[];
}

/**
 * Calls each serving thread at the same time, or one of them.
 *
 * @throws The first error other than an `UnresponsiveError`, once all have answered.
 */
export async function askThreads<Value>(
  { threads, count }: Fleet,
  call: (operations: ServingThread['operations'], thread: ServingThread) => Promise<Value>,
  only?: number,
): Promise<Answers<Value>> {
  const asked = threads().filter(({ index }) => only === undefined || index === only);
  const outcomes = await Promise.allSettled(asked.map((thread) => call(thread.operations, thread)));
  const answers = asked.flatMap((thread, at) => answersOf(thread, outcomes[at]));
  const wanted = only === undefined ? Array.from({ length: count }, (_, at) => at + 1) : [only];
  const answered = new Set(answers.map(({ thread }) => thread.index));
  const unansweredThreads = wanted.filter((index) => !answered.has(index));
  return { answers, ...(unansweredThreads.length > 0 && { unansweredThreads }) };
}

function answersOf<Value>(
  thread: ServingThread,
  outcome: PromiseSettledResult<Value> | undefined,
): readonly Answer<Value>[] {
  if (outcome?.status === 'fulfilled') return [{ thread, value: outcome.value }];
  if (outcome === undefined || outcome.reason instanceof UnresponsiveError) return [];
  throw outcome.reason;
}
