import { openSlot } from '../../lifecycle/threads/fleet-memory.ts';
import { mergeMetrics } from '../../telemetry/metrics/merge-metrics.ts';
import type { FamilySnapshot, Metrics } from '../../telemetry/metrics/metrics.ts';
import { createMetricsLedger } from '../../telemetry/metrics/metrics-ledger.ts';
import { askThreads } from './ask-threads.ts';
import type { Fleet, ServingThread } from './fleet.ts';

/**
 * Creates the function that returns the metrics of the main thread and of all serving threads, merged. Those of a
 * thread that does not answer are its last known, so that no counter falls. Threads with
 * connections are asked every second as well: one that is ended loses what it counted since.
 */
export function createFleetMetrics(
  fleet: Fleet,
  own: Pick<Metrics, 'snapshot'>,
): () => Promise<readonly FamilySnapshot[]> {
  const ledger = createMetricsLedger();
  fleet.onEnded(ledger.retire);
  const isRunning = (threadId: number): boolean =>
    fleet.threads().some((thread) => thread.threadId === threadId);
  const asked = new Set<number>();
  const hasServed = createUseWatch(fleet.memory);
  fleet.onSecond(() => {
    for (const thread of fleet.threads())
      if (hasServed(thread.index) && !asked.has(thread.threadId)) void keepLatest(thread);
  });
  /** Keeps an answer when it arrives: later ones may follow while others are waited for. */
  async function keep({ index, threadId, operations }: ServingThread): Promise<void> {
    const families = await operations.metrics();
    // The last metrics of a thread that has ended meanwhile are in the ledger already.
    if (isRunning(threadId)) ledger.record(index, families);
  }
  async function keepLatest(thread: ServingThread): Promise<void> {
    asked.add(thread.threadId);
    try {
      await keep(thread);
    } catch {
      // It is stuck, or has ended.
    } finally {
      asked.delete(thread.threadId);
    }
  }
  return async () => {
    const { answers } = await askThreads(fleet, (_, thread) => keep(thread));
    const current = answers.filter(({ thread: { threadId } }) => isRunning(threadId));
    const answering = new Set(current.map(({ thread }) => thread.index));
    return [
      ...mergeMetrics([{ thread: 'main', families: own.snapshot() }, ...ledger.sources()]),
      describeAnswering(fleet.count, answering),
    ];
  };
}

/** Creates the function that returns whether a thread has or had a connection since the last call: an idle process sleeps. */
function createUseWatch(memory: Fleet['memory']): (index: number) => boolean {
  const lastReceived = new Map<number, number>();
  return (index) => {
    const slot = openSlot(memory, index);
    const received = slot.received();
    const isUsed = slot.open() > 0 || lastReceived.get(index) !== received;
    lastReceived.set(index, received);
    return isUsed;
  };
}

/** Describes which serving threads answered. */
export function describeAnswering(count: number, answering: ReadonlySet<number>): FamilySnapshot {
  return {
    name: 'serving_threads.answering',
    unit: '{thread}',
    description:
      'Whether a serving thread answered this request for metrics: 1, or 0 if its metrics are the last known.',
    kind: 'gauge',
    across: 'thread',
    series: Array.from({ length: count }, (_, at) => ({
      attributes: { thread: String(at + 1) },
      value: answering.has(at + 1) ? 1 : 0,
    })),
  };
}
