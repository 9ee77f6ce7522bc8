import { defaultMaxConnections } from './max-connections.ts';

describe('defaultMaxConnections()', () => {
  it.each([
    [undefined, 10_000],
    [Infinity, 10_000],
    [1_048_576, 10_000],
    [10_256, 10_000],
    [1_024, 768],
    [512, 256],
    [64, 32],
  ])('allows with a limit of %j open files %i', (openFilesLimit, expected) => {
    expect(defaultMaxConnections(openFilesLimit)).toBe(expected);
  });

  it.each([
    [undefined, 64, 10_000],
    [1_024, 3, 750],
    [1_024, 64, 384],
    [82, 3, 32],
    [64, 64, 1],
  ])('leaves with %j open files %i threads their own: %i', (openFilesLimit, threads, expected) => {
    expect(defaultMaxConnections(openFilesLimit, threads)).toBe(expected);
  });
});
