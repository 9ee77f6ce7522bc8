import type { Exchange, Observer } from '../exchange.ts';
import type { Metrics } from '../../telemetry/metrics/metrics.ts';

/** What an exchange waits for: the rest of the request, the application, or the end of the answer. */
export type ExchangePhase = 'body' | 'handler' | 'response';

/** The exchanges in progress, oldest first. */
export interface InFlight extends Observer, Iterable<Exchange> {
  readonly size: number;
}

/**
 * Exchanges in the order of their start, linked to each other. Not a Set: with each growth or shrinking it
 * gets a new table, to which the old one points. Once the garbage collector has moved an old table, all later
 * tables and exchanges count as used until it next collects the old generation.
 */
function createList() {
  let oldest: Exchange | undefined;
  let newest: Exchange | undefined;
  let size = 0;
  return {
    size: () => size,
    add: (exchange: Exchange) => {
      if (newest === undefined) oldest = exchange;
      else newest.newer = exchange;
      exchange.older = newest;
      newest = exchange;
      size += 1;
    },
    remove: (exchange: Exchange) => {
      const { older, newer } = exchange;
      if (older === undefined) oldest = newer;
      else older.newer = newer;
      if (newer === undefined) newest = older;
      else newer.older = older;
      exchange.older = undefined;
      exchange.newer = undefined;
      size -= 1;
    },
    list: () => {
      const all: Exchange[] = [];
      for (let one = oldest; one !== undefined; one = one.newer) all.push(one);
      return all;
    },
  };
}

/** Creates the registry. It has to be the first observer: an exchange must be registered before it can be refused. */
export function createInFlight(metrics: Metrics): InFlight {
  const exchanges = createList();
  metrics.observe(
    {
      name: 'http.server.active_requests',
      unit: '{request}',
      description: 'Requests in progress.',
      kind: 'gauge',
    },
    () => [{ value: exchanges.size() }],
  );
  return {
    onStart: (exchange) => {
      exchanges.add(exchange);
      const { socket } = exchange.request;
      socket.unansweredCount += 1;
      socket.requestCount += 1;
    },
    onEnd: (exchange, durationMs) => {
      exchanges.remove(exchange);
      const { socket } = exchange.request;
      socket.unansweredCount -= 1;
      socket.idleSinceMs = exchange.startMs + durationMs;
    },
    get size() {
      return exchanges.size();
    },
    [Symbol.iterator]: () => exchanges.list().values(),
  };
}

/** Returns what an exchange waits for now. */
export function phaseOf({ request, response }: Exchange): ExchangePhase {
  if (response.headersSent) return 'response';
  return request.complete ? 'handler' : 'body';
}
