import { createTestExchange } from '../../../testing/create-exchange.ts';
import { readMetric } from '../../../testing/read-metric.ts';
import { createMetrics } from '../../telemetry/metrics/create-metrics.ts';
import { createInFlight, phaseOf } from './in-flight.ts';

describe('createInFlight()', () => {
  it('registers exchanges from start to end, in the order of arrival', () => {
    const metrics = createMetrics();
    const inFlight = createInFlight(metrics);
    const [first, second] = [createTestExchange(), createTestExchange()];
    for (const { exchange } of [first, second]) inFlight.onStart?.(exchange);
    expect([...inFlight]).toEqual([first.exchange, second.exchange]);
    expect(readMetric(metrics, 'http.server.active_requests')).toEqual({ '': 2 });
    inFlight.onEnd(first.exchange, 5);
    expect([inFlight.size, ...inFlight]).toEqual([1, second.exchange]);
    inFlight.onEnd(second.exchange, 5);
    expect(inFlight.size).toBe(0);
    expect(readMetric(metrics, 'http.server.active_requests')).toEqual({ '': 0 });
  });

  it.each([[[0, 1, 2]], [[2, 1, 0]], [[1, 0, 2]]])(
    'lets an exchange that has ended point to no other, in the order %j',
    (order) => {
      const inFlight = createInFlight(createMetrics());
      const all = [0, 1, 2].map(() => createTestExchange().exchange);
      for (const exchange of all) inFlight.onStart?.(exchange);
      const left = new Set(all);
      for (const index of order) {
        const ended = all[index];
        if (ended === undefined) throw new Error('no such exchange');
        inFlight.onEnd(ended, 5);
        left.delete(ended);
        expect([ended.older, ended.newer]).toEqual([undefined, undefined]);
        expect([inFlight.size, ...inFlight]).toEqual([left.size, ...left]);
      }
    },
  );

  it('counts the requests of a connection, and notes when it fell idle', () => {
    const inFlight = createInFlight(createMetrics());
    const { exchange, socket } = createTestExchange();
    const later = { ...exchange, startMs: 10 };
    inFlight.onStart?.(exchange);
    inFlight.onStart?.(later);
    expect([socket.unansweredCount, socket.requestCount]).toEqual([2, 2]);
    inFlight.onEnd(exchange, 40);
    inFlight.onEnd(later, 40);
    expect([socket.unansweredCount, socket.requestCount]).toEqual([0, 2]);
    expect(socket.idleSinceMs).toBe(50);
  });
});

describe('phaseOf()', () => {
  it('is body, then handler, then response', () => {
    const { exchange, request, response } = createTestExchange();
    expect(phaseOf(exchange)).toBe('body');
    request.complete = true;
    expect(phaseOf(exchange)).toBe('handler');
    response.writeHead(200);
    expect(phaseOf(exchange)).toBe('response');
  });
});
