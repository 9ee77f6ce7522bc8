import { completeOptions } from './complete-options.ts';

describe('completeOptions()', () => {
  it.each([
    ['completes the options of a target', { arch: ['x64'] }, { arch: ['x64'], locales: ['en'] }],
    ['lets an option of the target win', { locales: 'all' }, { locales: 'all' }],
  ])('%s', (_, options, expected) => {
    expect(completeOptions(options, { locales: ['en'] })).toEqual(expected);
  });

  it.each([
    [false as const, { warmUpPaths: [] }],
    [{ environment: { PORT: '0' } }, { warmUpEnvironment: { PORT: '0' } }],
    [{ paths: ['/a'] }, { warmUpPaths: ['/a'] }],
  ])('hands on the warm-up %j', (warmUp, expected) => {
    expect(completeOptions({}, { warmUp })).toEqual(expected);
  });
});
