import { createTestClock } from '../../../testing/test-clock.ts';
import { until } from '../../../testing/until.ts';
import { createCaptures } from './captures.ts';
import { PAUSE_MS, watchTriggers } from './watch-triggers.ts';

/** Watches the p99, which a test sets. */
function watch(capture: () => Promise<string> = () => Promise.resolve('{}')) {
  const clock = createTestClock();
  const captures = createCaptures();
  const current = { p99Ms: 10, captureCount: 0 };
  const lines: (readonly [string, object, string])[] = [];
  watchTriggers({
    settings: { flightP99Ms: 500, flightLoopDelayMs: 'off', flightMemoryPercent: 'off' },
    world: clock,
    figures: () => ({ p99Ms: current.p99Ms, loopDelayMs: 0, memoryPercent: 0 }),
    capture: () => {
      current.captureCount += 1;
      return capture();
    },
    captures,
    log: (...line) => void lines.push(line),
  });
  return { clock, captures, current, lines };
}

describe('watchTriggers()', () => {
  it('captures once, logs one line, and pauses for ten minutes', async () => {
    const { clock, captures, current, lines } = watch();
    clock.advance(60_000);
    expect(current.captureCount).toBe(0);
    current.p99Ms = 812;
    clock.advance(1_000);
    await until(() => captures.list().length === 1);
    const reason = 'p99 of 812 ms is above FLIGHT_P99_MS=500';
    expect(captures.list()[0]).toMatchObject({ id: 1, reason, sizeBytes: 2 });
    expect(lines).toEqual([
      [
        'warn',
        { reason, path: '/flight/captures/1', sizeBytes: 2 },
        'flight recorder: captured a CPU profile',
      ],
    ]);
    clock.advance(PAUSE_MS - 1_000);
    expect(current.captureCount).toBe(1);
    clock.advance(1_000);
    expect(current.captureCount).toBe(2);
  });

  it('logs why it could not capture, and pauses as well', async () => {
    const { clock, captures, current, lines } = watch(() => Promise.reject(new Error('stuck')));
    current.p99Ms = 812;
    clock.advance(9_999);
    expect(current.captureCount).toBe(0); // a start is no reason
    clock.advance(1);
    await until(() => lines.length === 1);
    expect(lines[0]?.[2]).toBe('flight recorder: cannot capture a CPU profile');
    expect([captures.list(), current.captureCount]).toEqual([[], 1]);
  });
});
