import type { Doing } from '../diagnostics/capture-thread.ts';

/** Most stalls that are kept. */
const MAX_STALLS = 20;

/** A time in which the event loop of a thread did not turn: from when its beat was due. */
export interface Stall {
  /** RFC 3339: when it began. */
  readonly time: string;
  /** So far, if it has not ended. */
  readonly durationMs: number;
  readonly thread: string;
  readonly doing: Doing;
  /** What was found while it lasted, innermost first, one frame a line; empty if no JavaScript ran. */
  readonly stack: string;
}

/** The latest stalls. */
export interface RecentStalls {
  /** Adds a stall that still lasts; returns what to call when its duration is known. */
  readonly add: (stall: Stall) => (durationMs: number) => void;
  /** Newest first. */
  readonly list: () => readonly Stall[];
}

export function createRecentStalls(): RecentStalls {
  const stalls: { stall: Stall }[] = [];
  return {
    add: (stall) => {
      const entry = { stall };
      stalls.unshift(entry);
      if (stalls.length > MAX_STALLS) stalls.pop();
      return (durationMs) => {
        entry.stall = { ...entry.stall, durationMs };
      };
    },
    list: () => stalls.map(({ stall }) => stall),
  };
}
