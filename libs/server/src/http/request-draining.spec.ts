import type { Request } from 'express';
import { createTestExchange } from '../../testing/create-exchange.ts';
import { defineDraining } from './request-draining.ts';

function createRequest() {
  const created = createTestExchange();
  const prototype = Object.getPrototypeOf(created.request) as Request;
  const drain = defineDraining({ request: prototype }, () => [created.exchange]);
  return { ...created, drain };
}

describe('request.draining', () => {
  it('is the same at each look, and aborts at the start of the drain', () => {
    const { request, drain } = createRequest();
    const { draining } = request;
    expect(request.draining).toBe(draining);
    expect(draining.aborted).toBe(false);
    drain();
    expect(draining.reason).toMatchObject({
      name: 'AbortError',
      message: 'The server is shutting down',
    });
  });

  it('is aborted from the start for a request that arrives later', () => {
    const { request, drain } = createRequest();
    drain();
    expect(request.draining.aborted).toBe(true);
  });

  it('is not created before it is read', () => {
    const { exchange, drain } = createRequest();
    drain();
    expect(exchange.draining).toBeUndefined();
  });
});
