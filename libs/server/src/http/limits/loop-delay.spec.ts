import { createLoopDelay } from './loop-delay.ts';

/** The delay after each of some rounds. */
function delaysAfter(lateMs: readonly number[]): number[] {
  const delay = createLoopDelay();
  return lateMs.map((late) => {
    delay.add(late);
    return delay.ms;
  });
}

describe('createLoopDelay()', () => {
  it.each([
    ['a loop on time', [0, 0], [0, 0]],
    ['one long pause, at half', [1_600, 0, 0], [800, 400, 200]],
    ['a loop that is always late, at last in full', [1_600, 1_600, 1_600], [800, 1_200, 1_400]],
  ])('shows %s', (_, late, expected) => {
    expect(delaysAfter(late)).toEqual(expected);
  });

  it('forgets when reset', () => {
    const delay = createLoopDelay();
    delay.add(5_000);
    delay.reset();
    expect(delay.ms).toBe(0);
  });
});
