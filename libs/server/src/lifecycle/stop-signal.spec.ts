import { createTestWorld } from '../../testing/test-world.ts';
import { delayAfter, watchStopSignal } from './stop-signal.ts';

describe('watchStopSignal()', () => {
  it('aborts at the first signal and exits with 1 at the second', () => {
    const world = createTestWorld();
    const { signal: stop } = watchStopSignal(world);
    expect(stop.aborted).toBe(false);
    world.sendSignal('SIGTERM');
    expect(stop.reason).toBe('SIGTERM');
    expect(world.exits).toEqual([]);
    world.sendSignal('SIGINT');
    expect(world.exits).toEqual([1]);
  });
});

describe('delayAfter()', () => {
  it.each([
    ['SIGINT', true, 0],
    ['SIGINT', false, 5_000],
    ['SIGTERM', true, 5_000],
    ['SIGTERM', false, 5_000],
    ['POST /shutdown', true, 5_000],
    [undefined, true, 5_000],
  ])('after %s with isInteractive %s is %d', (cause, isInteractive, delayMs) => {
    expect(delayAfter(cause, 5_000, { isInteractive: () => isInteractive })).toBe(delayMs);
  });
});
