import type { World } from '../src/world/world.ts';
import { TEST_TIME } from './test-world.ts';

/** A clock that goes where the test sends it, and calls what is due on the way. */
export interface TestClock extends Pick<World, 'now' | 'monotonicMs' | 'schedule'> {
  readonly advance: (durationMs: number) => void;
}

export function createTestClock(): TestClock {
  let nowMs = 0;
  const due = new Set<{ readonly atMs: number; readonly run: () => void }>();
  return {
    now: () => new Date(Date.parse(TEST_TIME) + nowMs),
    monotonicMs: () => nowMs,
    schedule: (delayMs, run) => {
      const task = { atMs: nowMs + delayMs, run };
      due.add(task);
      return () => void due.delete(task);
    },
    advance: (durationMs) => {
      const endMs = nowMs + durationMs;
      for (const task of [...due].sort((a, b) => a.atMs - b.atMs)) {
        if (task.atMs > endMs || !due.delete(task)) continue;
        nowMs = task.atMs;
        task.run();
      }
      nowMs = endMs;
    },
  };
}
