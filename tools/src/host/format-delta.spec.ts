import { formatDelta } from './format-delta.ts';

describe('formatDelta()', () => {
  it.each([
    [0, 'none'],
    [1, '+1 B'],
    [-999, '-999 B'],
    [1200, '+1.2 kB'],
    [-3_400_000, '-3.4 MB'],
  ])('formats %d as %s', (deltaBytes, text) => {
    expect(formatDelta(deltaBytes)).toBe(text);
  });
});
