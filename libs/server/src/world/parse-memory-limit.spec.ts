import { parseMemoryLimit } from './parse-memory-limit.ts';

const [MEBIBYTE, TOTAL] = [2 ** 20, 2 ** 30];

describe('parseMemoryLimit()', () => {
  it.each([
    [{}, 0, TOTAL],
    [{}, 2 ** 63, TOTAL],
    [{}, 5 * MEBIBYTE, 5 * MEBIBYTE],
    [{ NOMAD_MEMORY_LIMIT: '256' }, 0, 256 * MEBIBYTE],
    [{ NOMAD_MEMORY_LIMIT: '256' }, 128 * MEBIBYTE, 128 * MEBIBYTE],
    [{ NOMAD_MEMORY_LIMIT: '256', MEMORY_LIMIT_MB: '512' }, 0, 512 * MEBIBYTE],
    [{ NOMAD_MEMORY_LIMIT: '256', MEMORY_LIMIT_MB: '' }, 0, 256 * MEBIBYTE],
    [{ NOMAD_MEMORY_LIMIT: '999999' }, 0, TOTAL],
    [{ NOMAD_MEMORY_LIMIT: 'much' }, 0, TOTAL],
    [{ NOMAD_MEMORY_LIMIT: '0' }, 0, TOTAL],
  ])('takes the smallest limit of %j and a cgroup of %d', (env, constrained, expected) => {
    expect(parseMemoryLimit(env, constrained, TOTAL)).toBe(expected);
  });
});
