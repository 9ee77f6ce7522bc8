import { createTestExchange } from '../../../testing/create-exchange.ts';
import { isBodySlow } from './body-rate.ts';

const rate = { bodyMinBytesPerSecond: 1_000, bodyGraceMs: 300 };

describe('isBodySlow()', () => {
  it.each([
    [0, 300, false], // the end of the grace
    [0, 301, true],
    [499, 800, true],
    [500, 800, false],
    [699, 60_000, true], // one round counts for a second at most
    [700, 60_000, false],
  ])('with %i bytes in the first %i ms is %j', (bodyBytes, nowMs, isSlow) => {
    const { exchange, request } = createTestExchange();
    request.resume();
    request.bodyBytes = bodyBytes;
    expect(isBodySlow(exchange, nowMs, rate)).toBe(isSlow);
  });

  it('adds up the time over several rounds', () => {
    const { exchange, request } = createTestExchange();
    request.resume();
    const isSlowAt = (nowMs: number): boolean => {
      const isSlow = isBodySlow(exchange, nowMs, rate);
      if (exchange.progress !== undefined) exchange.progress.sweptMs = nowMs;
      return isSlow;
    };
    expect([150, 300, 301].map(isSlowAt)).toEqual([false, false, true]);
  });

  it.each([
    ['the application does not read', (): void => undefined],
    [
      'the body is complete',
      (request: ReturnType<typeof createTestExchange>['request']): void => {
        request.resume().complete = true;
      },
    ],
  ])('is false if %s', (_, prepare) => {
    const { exchange, request } = createTestExchange();
    prepare(request);
    expect(isBodySlow(exchange, 60_000, rate)).toBe(false);
  });

  it('is false at a rate of 0', () => {
    const { exchange, request } = createTestExchange();
    request.resume();
    expect(isBodySlow(exchange, 60_000, { ...rate, bodyMinBytesPerSecond: 0 })).toBe(false);
  });
});
