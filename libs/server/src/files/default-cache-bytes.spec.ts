import { defaultCacheBytes } from './default-cache-bytes.ts';

const MIB = 1024 ** 2;

describe('defaultCacheBytes()', () => {
  it.each([
    [64, 1],
    [1, 1],
    [128, 8],
    [256, 24],
    [1_024, 120],
    [4_096, 128],
  ])('returns for a limit of %d MiB %d MiB', (limit, bytes) => {
    expect(defaultCacheBytes(limit * MIB)).toBe(bytes * MIB);
  });
});
