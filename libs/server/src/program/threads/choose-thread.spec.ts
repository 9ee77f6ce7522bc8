import { chooseThread } from './choose-thread.ts';

const thread = (open: number, isLate = false) => ({
  open: () => open,
  isServing: () => true,
  isLate: () => isLate,
});
const ending = { ...thread(0), isServing: () => false };

describe('chooseThread()', () => {
  it.each([
    ['the fewest connections', [thread(3), thread(1), thread(2)], 0, 1],
    ['the next of equal ones', [thread(1), thread(1), thread(1)], 0, 1],
    ['the first after the last', [thread(1), thread(1), thread(1)], 2, 0],
    ['one that is not late, with more connections', [thread(0, true), thread(9)], 1, 1],
    ['a late one if all are', [thread(2, true), thread(1, true)], 0, 1],
    ['none that ends', [ending, thread(9)], 1, 1],
    ['none if all end', [ending, ending], 0, -1],
    ['none of none', [], 0, -1],
  ])('chooses %s', (_case, threads, last, expected) => {
    expect(chooseThread(threads, last)).toBe(expected);
  });
});
