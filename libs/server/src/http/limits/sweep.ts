/** How often the exchanges in progress are checked, which is also the most by which one exceeds its limit. */
const INTERVAL_MS = 250;

export interface SweepOptions {
  readonly monotonicMs: () => number;
  /**
   * Checks everything once.
   *
   * @param nowMs Monotonic clock.
   * @param lateMs Milliseconds by which the event loop was late for this round.
   * @returns Whether another round is needed.
   */
  readonly check: (nowMs: number, lateMs: number) => boolean;
}

/** Creates the function that starts the rounds. They stop when no other is needed, and never keep the process alive. */
export function createSweep({ monotonicMs, check }: SweepOptions): () => void {
  let timer: NodeJS.Timeout | undefined;
  let dueMs = 0;
  const round = (): void => {
    const nowMs = monotonicMs();
    if (check(nowMs, Math.max(0, nowMs - dueMs))) {
      dueMs = nowMs + INTERVAL_MS;
    } else {
      clearInterval(timer);
      timer = undefined;
    }
  };
  return () => {
    if (timer !== undefined) return;
    dueMs = monotonicMs() + INTERVAL_MS;
    timer = setInterval(round, INTERVAL_MS).unref();
  };
}
