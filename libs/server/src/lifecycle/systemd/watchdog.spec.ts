import { createTestClock } from '../../../testing/test-clock.ts';
import { feedWatchdog, parseWatchdog, stallBefore } from './watchdog.ts';

describe('parseWatchdog()', () => {
  it.each([
    [{}, undefined],
    [{ WATCHDOG_USEC: '30000000' }, 30_000],
    [{ WATCHDOG_USEC: '30000000', WATCHDOG_PID: '7' }, 30_000],
    [{ WATCHDOG_USEC: '30000000', WATCHDOG_PID: '8' }, undefined],
    [{ WATCHDOG_USEC: 'soon', WATCHDOG_PID: '8' }, undefined],
    [{ WATCHDOG_PID: '7' }, undefined],
  ])('parses %j as %p ms', (variables, watchdogMs) => {
    expect(parseWatchdog(variables, 7)).toBe(watchdogMs);
  });

  it.each(['', '0', '-1', '1.5', '30s', '18446744073709551615'])('rejects %j', (text) => {
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
  function feed(watchdogMs = 1_000) {
    const clock = createTestClock();
    const feeds: number[] = [];
    const main = { isAlive: true, checks: 0 };
    feedWatchdog({
      notify: (...assignments) => {
        expect(assignments).toEqual(['WATCHDOG=1']);
        feeds.push(clock.monotonicMs());
      },
      watchdogMs,
      isAlive: () => {
        main.checks += 1;
        return main.isAlive;
      },
      schedule: clock.schedule,
    });
    return { clock, feeds, main };
  }

  it('feeds at every half of the limit while the thread is alive, and wakes no more often', () => {
    const { clock, feeds, main } = feed();
    clock.advance(2_000);
    expect(feeds).toEqual([0, 500, 1_000, 1_500, 2_000]);
    expect(main.checks).toBe(feeds.length);
  });

  it('feeds every hour if the limit is longer than a timer of Node can be', () => {
    const { clock, feeds } = feed(1e12);
    clock.advance(7_200_000);
    expect(feeds).toEqual([0, 3_600_000, 7_200_000]);
  });

  it('stops while the thread is dead, and feeds within a tenth of the limit of its recovery', () => {
    const { clock, feeds, main } = feed();
    main.isAlive = false;
    clock.advance(750);
    expect(feeds).toEqual([0]);
    main.isAlive = true;
    clock.advance(1_000);
    expect(feeds).toEqual([0, 800, 1_300]);
  });
});
