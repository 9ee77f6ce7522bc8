import { createTestClock } from '../../testing/test-clock.ts';
import { findBeatPeriod, startBeat } from './beat.ts';

describe('findBeatPeriod()', () => {
  it.each([
    [10_000, undefined, 1_000],
    [10_000, 30_000, 1_000],
    [10_000, 2_000, 200],
    [500, 30_000, 50],
    [600_000, undefined, 1_000],
    [200, 1, 10],
  ])('for a stall of %d ms and a watchdog of %p ms is %d ms', (livenessStallMs, watchdogMs, ms) => {
    expect(findBeatPeriod({ livenessStallMs, watchdogMs })).toBe(ms);
  });
});

describe('startBeat()', () => {
  it('calls back at once, and wakes the thread once per period, however many listeners there are', () => {
    const clock = createTestClock();
    let wakeUps = 0;
    const schedule: typeof clock.schedule = (delayMs, run) =>
      clock.schedule(delayMs, () => {
        wakeUps += 1;
        run();
      });
    const beat = startBeat({ ...clock, schedule }, 1_000);
    const heard = [0, 0, 0];
    heard.forEach((_, index) => {
      beat.onBeat(() => (heard[index] = (heard[index] ?? 0) + 1));
    });
    clock.advance(10_000);
    expect([wakeUps, heard]).toEqual([10, [11, 11, 11]]);
  });

  it('reports how late the event loop was, and counts the next period from then', () => {
    let [nowMs, run] = [0, (): void => undefined];
    const schedule = (_: number, next: () => void): (() => void) => {
      run = next;
      return () => undefined;
    };
    const lateness: number[] = [];
    startBeat({ schedule, monotonicMs: () => nowMs }, 100).onBeat((ms) => lateness.push(ms));
    for (const atMs of [100, 230, 329.5, 1_000]) {
      nowMs = atMs;
      run();
    }
    expect(lateness).toEqual([0, 0, 30, 0, 570.5]);
  });

  it('keeps beating after a listener has thrown', () => {
    const clock = createTestClock();
    const beat = startBeat(clock, 100);
    let count = 0;
    beat.onBeat(() => {
      count += 1;
      if (count > 1) throw new Error('a defect');
    });
    expect(() => {
      clock.advance(100);
    }).toThrow('a defect');
    expect(() => {
      clock.advance(100);
    }).toThrow('a defect');
    expect(count).toBe(3);
  });
});
