/** How often the exchanges under way are looked at: the most by which one outlives its limit. */
const INTERVAL_MS = 250;

export interface SweepOptions {
  readonly monotonicMs: () => number;
  /**
   * Looks at everything once.
   *
   * @param lateMs Milliseconds by which the event loop came too late to this round.
   * @returns Whether there is something to look at again.
   */
  readonly look: (nowMs: number, lateMs: number) => boolean;
}

/** Creates the function that starts the rounds; they stop by themselves, and never keep a process alive. */
export function createSweep({ monotonicMs, look }: SweepOptions): () => void {
  let timer: NodeJS.Timeout | undefined;
  let dueMs = 0;
  const round = (): void => {
    const nowMs = monotonicMs();
    if (look(nowMs, Math.max(0, nowMs - dueMs))) {
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
