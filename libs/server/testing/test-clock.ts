import type { World } from '../src/world/world.ts';
import { TEST_TIME } from './test-world.ts';

/** A clock that the test advances; it runs the scheduled functions that become due. */
export interface TestClock extends Pick<World, 'now' | 'monotonicMs' | 'schedule'> {
  readonly advance: (durationMs: number) => void;
}

interface Task {
  readonly atMs: number;
  readonly run: () => void;
}

/** Creates a clock that starts at TEST_TIME. */
export function createTestClock(): TestClock {
  let nowMs = 0;
  const tasks = new Set<Task>();
  const findDue = (endMs: number): Task | undefined =>
    [...tasks].filter(({ atMs }) => atMs <= endMs).sort((a, b) => a.atMs - b.atMs)[0];
  return {
    now: () => new Date(Date.parse(TEST_TIME) + nowMs),
    monotonicMs: () => nowMs,
    schedule: (delayMs, run) => {
      const task = { atMs: nowMs + delayMs, run };
      tasks.add(task);
      return () => void tasks.delete(task);
    },
    advance: (durationMs) => {
      const endMs = nowMs + durationMs;
      for (let task = findDue(endMs); task !== undefined; task = findDue(endMs)) {
        tasks.delete(task);
        nowMs = Math.max(nowMs, task.atMs);
        task.run();
      }
      nowMs = endMs;
    },
  };
}
