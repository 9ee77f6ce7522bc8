import { createTestExchange } from '../../../testing/create-exchange.ts';
import { isHandlerLate } from './handler-timeout.ts';

describe('isHandlerLate()', () => {
  it.each([
    [100, false],
    [101, true],
  ])('after %i of 100 ms is %j', (nowMs, isLate) => {
    expect(isHandlerLate(createTestExchange().exchange, nowMs, 100)).toBe(isLate);
  });

  it('is false once the answer has begun', () => {
    const { exchange, response } = createTestExchange();
    response.writeHead(200);
    expect(isHandlerLate(exchange, 10_000, 100)).toBe(false);
  });

  it('starts again when the application no longer waits for the client', () => {
    const { exchange, request } = createTestExchange();
    request.resume();
    expect(isHandlerLate(exchange, 5_000, 100)).toBe(false);
    request.complete = true;
    expect(isHandlerLate(exchange, 5_100, 100)).toBe(false);
    expect(isHandlerLate(exchange, 5_101, 100)).toBe(true);
  });
});
