import { formatSize } from './format-size.ts';

describe('formatSize()', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [696_168, '696.2 kB'],
    [150_056_061, '150.1 MB'],
  ])('formats %d as %s', (sizeBytes, text) => {
    expect(formatSize(sizeBytes)).toBe(text);
  });
});
