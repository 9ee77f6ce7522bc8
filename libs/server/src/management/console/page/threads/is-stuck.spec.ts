import { hasStopped, isStuck } from './is-stuck.ts';

describe('isStuck()', () => {
  it.each([
    ['running JavaScript', 2_000, true],
    ['in native code', 60_000, true],
    ['waiting for events', 1_999, false],
    ['not running', 60_000, false],
  ] as const)('judges %j after %d ms', (doing, loopTurnedAgoMs, expected) => {
    expect(isStuck({ doing, loopTurnedAgoMs })).toBe(expected);
  });

  it('does not judge a thread without a beat', () => {
    expect(isStuck({ doing: 'running JavaScript' })).toBe(false);
  });
});

describe('hasStopped()', () => {
  it.each([
    [2_000, true],
    [1_999, false],
    [null, false],
    [undefined, false],
  ])('judges a beat %p ms ago', (beatAgeMs, expected) => {
    expect(hasStopped(beatAgeMs)).toBe(expected);
  });
});
