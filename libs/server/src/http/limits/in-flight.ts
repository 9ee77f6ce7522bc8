import type { Exchange, Observer } from '../exchange.ts';
import type { Metrics } from '../../telemetry/metrics/metrics.ts';

/** What an exchange waits for: the rest of the request, the application, or the end of the answer. */
export type ExchangePhase = 'body' | 'handler' | 'response';

/** The exchanges in progress, oldest first. */
export interface InFlight extends Observer, Iterable<Exchange> {
  readonly size: number;
}

/** Creates the registry. It has to be the first observer: an exchange must be registered before it can be refused. */
export function createInFlight(metrics: Metrics): InFlight {
  const exchanges = new Set<Exchange>();
  metrics.observe(
    {
      name: 'http.server.active_requests',
      unit: '{request}',
      description: 'Requests in progress.',
      kind: 'gauge',
    },
    () => [{ value: exchanges.size }],
  );
  return {
    onStart: (exchange) => {
      exchanges.add(exchange);
      const { socket } = exchange.request;
      socket.unansweredCount += 1;
      socket.requestCount += 1;
    },
    onEnd: (exchange, durationMs) => {
      exchanges.delete(exchange);
      const { socket } = exchange.request;
      socket.unansweredCount -= 1;
      socket.idleSinceMs = exchange.startMs + durationMs;
    },
    get size() {
      return exchanges.size;
    },
    [Symbol.iterator]: () => exchanges.values(),
  };
}

/** Returns what an exchange waits for now. */
export function phaseOf({ request, response }: Exchange): ExchangePhase {
  if (response.headersSent) return 'response';
  return request.complete ? 'handler' : 'body';
}
