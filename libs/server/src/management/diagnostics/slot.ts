/** Lets one capture of a kind run at a time. */
export interface Slot {
  /** @returns A function that releases the slot, or undefined if the slot is in use. */
  readonly acquire: (seconds: number) => (() => void) | undefined;
  /** Seconds until a retry may succeed, at least 1. */
  readonly freeInSeconds: () => number;
}

/** @param monotonicMs Milliseconds that never decrease. */
export function createSlot(monotonicMs: () => number): Slot {
  let isTaken = false;
  let untilMs = 0;
  return {
    acquire: (seconds) => {
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
