import { createTestWorld } from '../../testing/test-world.ts';
import { watchStopSignal } from './stop-signal.ts';

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
