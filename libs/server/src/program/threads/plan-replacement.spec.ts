import { keepRecent, planReplacement } from './plan-replacement.ts';

describe('planReplacement()', () => {
  it('waits longer after each end within a minute, and gives up at the fifth', () => {
    const delays = [1, 2, 3, 4, 5].map(planReplacement);
    expect(delays).toEqual([100, 1_000, 4_000, 16_000, undefined]);
  });
});

describe('keepRecent()', () => {
  it('drops what ended more than a minute ago', () => {
    expect(keepRecent([0, 1, 10_001, 70_000], 70_000)).toEqual([10_001, 70_000]);
  });
});
