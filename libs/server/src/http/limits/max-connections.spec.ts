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
});
