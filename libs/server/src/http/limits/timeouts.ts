import type { Metrics } from '../../telemetry/metrics/metrics.ts';

/** What took too long: a head, a whole request, the flow of a body, the application, the reader of an answer. */
export type TimeoutKind = 'headers' | 'request' | 'body' | 'handler' | 'write';

/** Counts a timeout of a kind. */
export type CountTimeout = (kind: TimeoutKind) => void;

export function createTimeouts(metrics: Metrics): CountTimeout {
  const timeouts = metrics.counter({
    name: 'http.server.timeouts',
    unit: '{timeout}',
    description: 'Requests and connections ended because someone took too long.',
  });
  return (kind) => {
    timeouts({ 'timeout.kind': kind }).add(1);
  };
}
