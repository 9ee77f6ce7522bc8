import { readMetric } from '../../../testing/read-metric.ts';
import { createMetrics } from '../../telemetry/metrics/create-metrics.ts';
import { createTimeouts } from './timeouts.ts';

describe('createTimeouts()', () => {
  it('counts each kind for itself', () => {
    const metrics = createMetrics();
    const count = createTimeouts(metrics);
    expect(readMetric(metrics, 'http.server.timeouts')).toEqual({});
    for (const kind of ['headers', 'request', 'body', 'handler', 'write', 'body'] as const)
      count(kind);
    expect(readMetric(metrics, 'http.server.timeouts')).toEqual({
      headers: 1,
      request: 1,
      body: 2,
      handler: 1,
      write: 1,
    });
  });
});
