import type { CheckState, ReadinessState } from '../../lifecycle/create-readiness.ts';
import type { ThreadStanding } from './messages.ts';

/**
 * Merges the readiness of the main thread and of the threads that serve: a check passes if it passes in each
 * of them that has run it. A condition such as shedding holds the server back only if it holds back every thread, because
 * the others accept traffic.
 */
export function mergeReadiness(
  own: ReadinessState,
  threads: readonly ThreadStanding[],
): ReadinessState {
  const checks = new Map(own.checks.map((check) => [check.name, check]));
  for (const { readiness } of threads)
    for (const check of readiness.checks) {
      const known = checks.get(check.name);
      if (known === undefined || RANK[check.status] > RANK[known.status])
        checks.set(check.name, check);
    }
  const states = [...checks.values()];
  const heldBackBy = [...own.heldBackBy, ...heldBackEverywhere(threads)];
  const areServing = threads.length > 0 && states.every(isSatisfied);
  return {
    isReady: own.isReady && heldBackBy.length === 0 && areServing,
    heldBackBy,
    checks: states,
  };
}

/** The worst comes last. Pending is what a replacement starts with, and says nothing of the threads that serve. */
const RANK: Readonly<Record<CheckState['status'], number>> = { pending: 0, pass: 1, fail: 2 };

function isSatisfied({ isRequired, status }: CheckState): boolean {
  return status === 'pass' || !isRequired;
}

function heldBackEverywhere(threads: readonly ThreadStanding[]): readonly string[] {
  const [first, ...others] = threads.map(({ readiness }) => readiness.heldBackBy);
  return (first ?? []).filter((reason) => others.every((reasons) => reasons.includes(reason)));
}
