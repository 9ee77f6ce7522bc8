import { createTestClock } from '../../../testing/test-clock.ts';
import { createSlot } from './slot.ts';

describe('createSlot()', () => {
  it('is taken once, until it is given back', () => {
    const slot = createSlot(() => 0);
    const giveBack = slot.take(30);
    expect(slot.take(30)).toBeUndefined();
    giveBack?.();
    expect(slot.take(30)).toBeDefined();
  });

  it('tells how long to wait, and never less than a second', () => {
    const { monotonicMs, advance } = createTestClock();
    const slot = createSlot(monotonicMs);
    slot.take(30);
    advance(10_500);
    expect(slot.freeInSeconds()).toBe(20);
    advance(60_000);
    expect(slot.freeInSeconds()).toBe(1);
  });
});
