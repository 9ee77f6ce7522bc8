import { createTestClock } from '../../../testing/test-clock.ts';
import { createFailureLimit } from './failure-limit.ts';

describe('createFailureLimit()', () => {
  it('counts ten per minute, and returns the seconds until the next', () => {
    const clock = createTestClock();
    const failures = createFailureLimit(clock.monotonicMs);
    for (let count = 1; count <= 9; count += 1) expect(failures.add()).toBe(0);
    clock.advance(20_000);
    expect([failures.add(), failures.add()]).toEqual([0, 40]);
    clock.advance(39_500);
    expect(failures.add()).toBe(1);
    clock.advance(500);
    for (let count = 1; count <= 9; count += 1) expect(failures.add()).toBe(0);
    expect(failures.add()).toBe(20);
  });
});
