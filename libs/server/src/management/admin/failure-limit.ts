const MAX_FAILURES = 10;
const WINDOW_MS = 60_000;

/** Counts failed attempts to authenticate, from all clients together. */
export interface FailureLimit {
  /**
   * Adds a failure, unless the limit is reached.
   *
   * @returns Seconds until the next failure can be added; 0 if this one was.
   */
  readonly add: () => number;
}

/** Allows ten failures per minute. A valid token is not limited, so that nobody can lock out an operator. */
export function createFailureLimit(monotonicMs: () => number): FailureLimit {
  let failuresMs: readonly number[] = [];
  return {
    add: () => {
      const nowMs = monotonicMs();
      failuresMs = failuresMs.filter((failureMs) => failureMs > nowMs - WINDOW_MS);
      const [oldestMs = nowMs] = failuresMs;
      if (failuresMs.length >= MAX_FAILURES)
        return Math.ceil((oldestMs + WINDOW_MS - nowMs) / 1_000);
      failuresMs = [...failuresMs, nowMs];
      return 0;
    },
  };
}
