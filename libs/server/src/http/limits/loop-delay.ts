/** How late the event loop comes to what is due, smoothed over the latest rounds. */
export interface LoopDelay {
  readonly ms: number;
  /** Takes the lateness of one round into account. */
  readonly add: (lateMs: number) => void;
  readonly reset: () => void;
}

/**
 * Creates the measure. Half of each round and half of what was before: one long pause, such as a
 * garbage collection, does not look like a loop that is always late, and two rounds on time forget it.
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
