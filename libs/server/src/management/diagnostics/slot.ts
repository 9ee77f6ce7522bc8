/** Lets one capture of a kind run at a time. */
export interface Slot {
  /** @returns What gives the slot back, or undefined where it is taken. */
  readonly take: (seconds: number) => (() => void) | undefined;
  /** Seconds until it is worth another try; 1 at least. */
  readonly freeInSeconds: () => number;
}

/** @param monotonicMs Milliseconds that never step back. */
export function createSlot(monotonicMs: () => number): Slot {
  let isTaken = false;
  let untilMs = 0;
  return {
    take: (seconds) => {
      if (isTaken) return undefined;
      isTaken = true;
      untilMs = monotonicMs() + seconds * 1_000;
      return () => {
        isTaken = false;
      };
    },
    freeInSeconds: () => Math.max(1, Math.ceil((untilMs - monotonicMs()) / 1_000)),
  };
}
