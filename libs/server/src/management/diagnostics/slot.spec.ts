import { createTestClock } from '../../../testing/test-clock.ts';
import { createSlot } from './slot.ts';

describe('createSlot()', () => {
  it('is acquired once, until it is released', () => {
    const slot = createSlot(() => 0);
    const release = slot.acquire(30);
    expect(slot.acquire(30)).toBeUndefined();
    release?.();
    expect(slot.acquire(30)).toBeDefined();
  });

  it('returns the time to wait, at least one second', () => {
    const { monotonicMs, advance } = createTestClock();
    const slot = createSlot(monotonicMs);
    slot.acquire(30);
    advance(10_500);
    expect(slot.freeInSeconds()).toBe(20);
    advance(60_000);
    expect(slot.freeInSeconds()).toBe(1);
  });
});
