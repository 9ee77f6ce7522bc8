import { createTestWorld } from '../../../testing/test-world.ts';
import { until } from '../../../testing/until.ts';
import type { MainThread } from './capture-main-thread.ts';
import { watchStalls } from './watch-stalls.ts';

const DEEP = Array.from({ length: 40 }, (_, depth) => `f${depth} (file:///${'x'.repeat(150)}:1:1)`);

function watch(capture: () => Promise<MainThread>) {
  const world = createTestWorld();
  const main = { ageMs: 0, captures: 0 };
  watchStalls({
    pulse: { ageMs: () => main.ageMs },
    livenessStallMs: 1_000,
    capture: () => {
      main.captures += 1;
      return capture();
    },
    world,
  });
  return { main, lines: () => world.written.stdout().split('\n').filter(Boolean) };
}

const stuck = (): Promise<MainThread> =>
  Promise.resolve({ doing: 'running JavaScript', stack: DEEP, activeResources: {} });

describe('watchStalls()', () => {
  it('writes one line for each stall', async () => {
    const { main, lines } = watch(stuck);
    main.ageMs = 1_000;
    await until(() => lines().length === 1);
    expect(JSON.parse(lines()[0] ?? '')).toEqual({
      level: 'error',
      time: '2026-11-21T23:36:00.000Z',
      logger: 'management',
      doing: 'running JavaScript',
      loopTurnedAgoMs: 1_000,
      stack: DEEP.slice(0, 16),
      msg: 'the event loop of the main thread is stuck',
    });
    const looks = main.captures;
    main.ageMs = 999; // turns again
    await new Promise((resolve) => setTimeout(resolve, 250));
    main.ageMs = 1_500;
    await until(() => lines().length === 2);
    expect([looks, main.captures]).toEqual([1, 2]);
  });

  it('writes a line that a pipe takes in one piece', async () => {
    const { main, lines } = watch(stuck);
    main.ageMs = 5_000;
    await until(() => lines().length === 1);
    expect(Buffer.byteLength(`${lines()[0] ?? ''}\n`)).toBeLessThanOrEqual(4_096);
  });

  it('survives a capture that fails', async () => {
    const { main, lines } = watch(() => Promise.reject(new Error('no session')));
    main.ageMs = 5_000;
    await until(() => main.captures === 1);
    expect(lines()).toEqual([]);
  });
});
