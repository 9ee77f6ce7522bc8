/** How late the event loop runs timers, smoothed over the latest rounds. */
export interface LoopDelay {
  /** Smoothed delay in milliseconds. */
  readonly ms: number;
  /** Adds the delay of one round, in milliseconds. */
  readonly add: (lateMs: number) => void;
  readonly reset: () => void;
}

/**
 * Creates the measure: the average of the latest round and the value before. One long pause, such as a
 * garbage collection, does not look like a loop that is always late, and two rounds on time cut it to a quarter.
 */
export function createLoopDelay(): LoopDelay {
  let delayMs = 0;
  return {
    get ms() {
      return delayMs;
    },
    add: (lateMs) => {
      delayMs = (delayMs + lateMs) / 2;
    },
    reset: () => {
      delayMs = 0;
    },
  };
}
