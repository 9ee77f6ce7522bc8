import { until } from '../../../testing/until.ts';
import { feedWatchdog, parseWatchdog, stallBefore } from './watchdog.ts';

describe('parseWatchdog()', () => {
  it.each([
    [{}, undefined],
    [{ WATCHDOG_USEC: '30000000' }, 30_000],
    [{ WATCHDOG_USEC: '30000000', WATCHDOG_PID: '7' }, 30_000],
    [{ WATCHDOG_USEC: '30000000', WATCHDOG_PID: '8' }, undefined],
    [{ WATCHDOG_USEC: 'soon', WATCHDOG_PID: '8' }, undefined],
    [{ WATCHDOG_PID: '7' }, undefined],
  ])('reads %j as %p ms', (variables, watchdogMs) => {
    expect(parseWatchdog(variables, 7)).toBe(watchdogMs);
  });

  it.each(['', '0', '-1', '1.5', '30s', '18446744073709551615'])('refuses %j', (text) => {
    expect(() => parseWatchdog({ WATCHDOG_USEC: text }, 7)).toThrow(
      `Cannot read WATCHDOG_USEC="${text}": expected whole microseconds from 1; set WatchdogSec= in the unit, or unset the variable`,
    );
  });
});

describe('stallBefore()', () => {
  it.each([
    [undefined, 10_000, 10_000],
    [60_000, 10_000, 10_000],
    [30_000, 10_000, 7_500],
    [2_000, 10_000, 500],
  ])('under a watchdog of %p ms turns %d into %d', (watchdogMs, stallMs, expected) => {
    expect(stallBefore(watchdogMs, stallMs)).toBe(expected);
  });
});

describe('feedWatchdog()', () => {
  it('feeds each half of the time while the thread is alive, and at once when it is again', async () => {
    const told: string[] = [];
    let [nowMs, isAlive, looks] = [0, true, 0];
    feedWatchdog({
      notify: (...assignments: readonly string[]) => void told.push(...assignments),
      watchdogMs: 1_000,
      isAlive: () => {
        looks += 1;
        return isAlive;
      },
      monotonicMs: () => nowMs,
    });
    const lookedOnce = async (): Promise<void> => {
      const before = looks;
      await until(() => looks > before);
    };
    expect(told).toEqual(['WATCHDOG=1']);
    [isAlive, nowMs] = [false, 500];
    await lookedOnce();
    await lookedOnce();
    expect(told).toHaveLength(1);
    [isAlive, nowMs] = [true, 900];
    await until(() => told.length === 2);
    nowMs = 1_399;
    const before = looks;
    nowMs = 1_400;
    await until(() => told.length === 3);
    expect([looks - before, told]).toEqual([1, ['WATCHDOG=1', 'WATCHDOG=1', 'WATCHDOG=1']]);
  });
});
