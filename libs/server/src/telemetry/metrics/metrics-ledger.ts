import { MAX_SERIES, OVERFLOW } from './create-metrics.ts';
import { add, mergeMetrics, type MetricsSource } from './merge-metrics.ts';
import type { FamilySnapshot } from './metrics.ts';

/**
 * The counts of serving threads, which never fall: those of a thread that has ended stay. A thread is known by its
 * index, which its replacement takes over.
 */
export interface MetricsLedger {
  /** Keeps the latest snapshot of a running thread. */
  readonly record: (index: number, families: readonly FamilySnapshot[]) => void;
  /** Keeps what a thread had counted that has ended, and drops its gauges; `last` is newer than what it recorded. */
  readonly retire: (index: number, last: readonly FamilySnapshot[] | undefined) => void;
  /** Returns what is known of each index, in their order. */
  readonly sources: () => readonly MetricsSource[];
}

/** What the threads of one index have counted. */
interface Account {
  readonly ended: readonly FamilySnapshot[];
  /** Latest snapshot of the running thread. */
  readonly latest: readonly FamilySnapshot[];
}

const EMPTY: Account = { ended: [], latest: [] };

/** Creates a ledger without threads. What a thread counts after its last snapshot is lost when it ends. */
export function createMetricsLedger(): MetricsLedger {
  const accounts = new Map<number, Account>();
  const accountOf = (index: number): Account => accounts.get(index) ?? EMPTY;
  return {
    record: (index, latest) => {
      accounts.set(index, { ...accountOf(index), latest });
    },
    retire: (index, last) => {
      const { ended, latest } = accountOf(index);
      const counts = (last ?? latest).filter(isCount);
      accounts.set(index, { ended: boundEach(addUp(index, [ended, counts])), latest: [] });
    },
    sources: () =>
      [...accounts]
        .sort(([a], [b]) => a - b)
        .map(([index, { ended, latest }]) => ({
          thread: String(index),
          families: addUp(index, [ended, latest]),
        })),
  };
}

/** Adds up what the threads of one index have counted. */
function addUp(
  index: number,
  snapshots: readonly (readonly FamilySnapshot[])[],
): readonly FamilySnapshot[] {
  return mergeMetrics(snapshots.map((families) => ({ thread: String(index), families })));
}

/** Returns whether the values of a family only grow, and belong to one thread. */
function isCount({ kind, across }: FamilySnapshot): boolean {
  return kind !== 'gauge' && across !== 'process';
}

/** Bounds the series of each family as if they were of one thread, the oldest first. */
function boundEach(families: readonly FamilySnapshot[]): readonly FamilySnapshot[] {
  return families.map((family) =>
    family.series.length <= MAX_SERIES ? family : { ...family, series: bound(family.series) },
  );
}

function bound(series: FamilySnapshot['series']): FamilySnapshot['series'] {
  const kept = series.slice(0, MAX_SERIES - 1);
  const rest = series.slice(MAX_SERIES - 1).map((one) => ({ ...one, attributes: OVERFLOW }));
  return [...kept, rest.reduce(add)];
}
