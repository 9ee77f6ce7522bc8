import type { Metrics } from '../../telemetry/metrics/metrics.ts';

/** What exceeded its time: a head, a whole request, the flow of a body, the application, the reader of an answer, or both of a stream. */
export type TimeoutKind = 'headers' | 'request' | 'body' | 'handler' | 'write' | 'stream';

/** Counts one timeout. */
export type CountTimeout = (kind: TimeoutKind) => void;

/** Declares the metric of timeouts and returns what counts them. */
export function createTimeouts(metrics: Metrics): CountTimeout {
  const timeouts = metrics.counter({
    name: 'http.server.timeouts',
    unit: '{timeout}',
    description: 'Requests and connections ended by a timeout.',
  });
  return (kind) => {
    timeouts({ 'timeout.kind': kind }).add(1);
  };
}
