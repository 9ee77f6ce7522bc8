import { currentOf, drawArea, drawLine, maxOf, roundUp } from './scale.ts';

describe('roundUp()', () => {
  it.each([
    [0, 1],
    [-3, 1],
    [1, 1],
    [1.1, 1.2],
    [537, 600],
    [9_500, 10_000],
    [0.034, 0.04],
  ])('rounds %d up to %d', (max, rounded) => {
    expect(roundUp(max)).toBeCloseTo(rounded, 10);
  });
});

describe('maxOf()', () => {
  it('ignores values that are not known', () => {
    expect(maxOf([[null, 3], [2], []])).toBe(3);
    expect(maxOf([[null]])).toBe(0);
  });
});

describe('currentOf()', () => {
  it('is the last known value, unless that is old', () => {
    expect(currentOf([1, 2, null])).toBe(2);
    expect(currentOf([1, null, null, null, null, null])).toBeNull();
    expect(currentOf([])).toBeNull();
  });
});

describe('drawLine()', () => {
  it('draws from top to bottom, and limits what is above the top', () => {
    expect(drawLine([0, 5, 10, 20], 10)).toBe('M0,100L1,50L2,0L3,0');
  });

  it('is interrupted where no value is known', () => {
    expect(drawLine([1, 1, null, 1, 1], 1)).toBe('M0,0L1,0M3,0L4,0');
  });

  it('draws a value without neighbours as a dash, which would be invisible as a point', () => {
    expect(drawLine([null, 1, null], 1)).toBe('M1,0h1');
  });
});

describe('drawArea()', () => {
  it('closes the area below the line', () => {
    expect(drawArea([0, 10], 10)).toBe('M0,100L0,100L1,0L1,100Z');
  });
});
