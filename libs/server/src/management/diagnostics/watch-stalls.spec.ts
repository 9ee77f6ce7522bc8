import { createTestClock } from '../../../testing/test-clock.ts';
import { createTestWorld } from '../../../testing/test-world.ts';
import { until } from '../../../testing/until.ts';
import type { CapturedThread } from './capture-thread.ts';
import { watchStalls } from './watch-stalls.ts';

const DEEP = Array.from({ length: 40 }, (_, depth) => `f${depth} (file:///${'x'.repeat(150)}:1:1)`);

/** Watches a main thread that beats each second until it is stuck. */
function watch(capture: () => Promise<CapturedThread>) {
  const world = createTestWorld();
  const clock = createTestClock();
  const main = { stuckSinceMs: undefined as number | undefined, captures: 0, checks: 0 };
  watchStalls({
    pulse: {
      lastBeatMs: () => {
        main.checks += 1;
        return main.stuckSinceMs ?? Math.floor(clock.monotonicMs() / 1_000) * 1_000;
      },
      ageMs: () => NaN,
    },
    stallMs: 5_000,
    flight: [],
    capture: () => {
      main.captures += 1;
      return capture();
    },
    world: clock,
    writeStall: world.writeAtOnce,
  });
  return { main, clock, lines: () => world.written.stdout().split('\n').filter(Boolean) };
}

const stuck = (): Promise<CapturedThread> =>
  Promise.resolve({ doing: 'running JavaScript', stack: DEEP, activeResources: {} });

describe('watchStalls()', () => {
  it('writes the stack and the last figures of each stall, at the millisecond it becomes one', async () => {
    const { main, clock, lines } = watch(stuck);
    clock.advance(20_500);
    main.stuckSinceMs = 20_000;
    clock.advance(4_499);
    expect(main.captures).toBe(0);
    clock.advance(1);
    await until(() => lines().length === 2);
    expect(JSON.parse(lines()[0] ?? '')).toEqual({
      level: 'error',
      time: '2026-11-21T23:36:25.000Z',
      logger: 'management',
      doing: 'running JavaScript',
      loopTurnedAgoMs: 5_000,
      stack: DEEP.slice(0, 16),
      msg: 'the event loop of the main thread is stuck',
    });
    expect(JSON.parse(lines()[1] ?? '')).toMatchObject({
      level: 'error',
      logger: 'flight',
      lastSecond: null,
      requests: [],
      msg: 'flight recorder: the last seconds',
    });
    clock.advance(60_000);
    expect(main.captures).toBe(1);
  });

  it('reports a stall that begins as the last one ends', async () => {
    const { main, clock, lines } = watch(stuck);
    main.stuckSinceMs = 0;
    clock.advance(6_000);
    main.stuckSinceMs = 6_000;
    clock.advance(4_999);
    expect(main.captures).toBe(1);
    clock.advance(1);
    expect(main.captures).toBe(2);
    await until(() => lines().length === 4);
  });

  it('wakes less than once per stall limit while the main thread beats', () => {
    const { main, clock } = watch(stuck);
    clock.advance(100_000);
    expect(main.checks).toBeLessThanOrEqual(1 + 100_000 / 4_000);
    expect(main.captures).toBe(0);
  });

  it('writes lines that a pipe takes in one piece', async () => {
    const { main, clock, lines } = watch(stuck);
    main.stuckSinceMs = 0;
    clock.advance(5_000);
    await until(() => lines().length === 2);
    for (const line of lines()) expect(Buffer.byteLength(`${line}\n`)).toBeLessThanOrEqual(4_096);
  });

  it('survives a capture that fails', async () => {
    const { main, clock, lines } = watch(() => Promise.reject(new Error('no session')));
    main.stuckSinceMs = 0;
    clock.advance(5_000);
    await until(() => main.captures === 1);
    expect(lines()).toEqual([]);
  });
});
