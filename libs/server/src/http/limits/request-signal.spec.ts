import type { Request } from 'express';
import { createTestExchange } from '../../../testing/create-exchange.ts';
import { defineSignal } from './request-signal.ts';

function createRequest() {
  const created = createTestExchange();
  defineSignal(Object.getPrototypeOf(created.request) as Request);
  return created;
}

describe('request.signal', () => {
  it('is the same at each look, and aborts with the exchange', () => {
    const { exchange, request } = createRequest();
    const { signal } = request;
    expect(request.signal).toBe(signal);
    expect(signal.aborted).toBe(false);
    exchange.abort?.abort();
    expect(signal.aborted).toBe(true);
  });

  it('is aborted from the start once the exchange has failed', () => {
    const { exchange, request } = createRequest();
    exchange.errorType = 'timeout';
    expect(request.signal.aborted).toBe(true);
  });

  it('is not created before it is read', () => {
    const { exchange, request } = createRequest();
    expect(exchange.abort).toBeUndefined();
    expect(request.signal).toBe((exchange.abort as unknown as AbortController).signal);
  });
});
