import { createTestExchange } from '../../../testing/create-exchange.ts';
import { isAwaitingBody, progressOf } from './progress.ts';

describe('progressOf()', () => {
  it('begins with the exchange, and is kept with it', () => {
    const { exchange } = createTestExchange();
    const progress = progressOf(exchange);
    expect(progress).toEqual({
      sweptMs: 0,
      awaitedMs: 0,
      owedSinceMs: 0,
      sentBytes: -1,
      sentMs: 0,
    });
    progress.awaitedMs = 5;
    expect(progressOf(exchange)).toBe(progress);
  });
});

describe('isAwaitingBody()', () => {
  it('is false until the application reads', () => {
    expect(isAwaitingBody(createTestExchange().request)).toBe(false);
  });

  it.each([
    ['by data', 'data'],
    ['by readable', 'readable'],
  ])('is true while the application reads %s and nothing is left', (_, event) => {
    const { request } = createTestExchange();
    request.on(event, () => undefined);
    expect(isAwaitingBody(request)).toBe(true);
    request.complete = true;
    expect(isAwaitingBody(request)).toBe(false);
  });

  it('is false while the application has paused', () => {
    const { request } = createTestExchange();
    request.resume().pause();
    expect(isAwaitingBody(request)).toBe(false);
  });

  it('is false while bytes wait for the application', () => {
    const { request } = createTestExchange();
    request.on('readable', () => undefined);
    request.push(Buffer.from('x'));
    expect(isAwaitingBody(request)).toBe(false);
    request.read();
    expect(isAwaitingBody(request)).toBe(true);
  });
});
