const MOST_FAILURES = 10;
const WINDOW_MS = 60_000;

/** Counts attempts to get in that failed, from wherever they came. */
export interface FailureLimit {
  /**
   * Adds a failure, unless there were too many.
   *
   * @returns Seconds until another would be counted; 0 where this one was.
   */
  readonly add: () => number;
}

/** Allows ten failures a minute. Who has a token is let in all the same: nobody can lock an operator out. */
export function createFailureLimit(monotonicMs: () => number): FailureLimit {
  let failuresMs: readonly number[] = [];
  return {
    add: () => {
      const nowMs = monotonicMs();
      failuresMs = failuresMs.filter((failureMs) => failureMs > nowMs - WINDOW_MS);
      const [oldestMs = nowMs] = failuresMs;
      if (failuresMs.length >= MOST_FAILURES)
        return Math.ceil((oldestMs + WINDOW_MS - nowMs) / 1_000);
      failuresMs = [...failuresMs, nowMs];
      return 0;
    },
  };
}
