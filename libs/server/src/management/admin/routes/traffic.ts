import { wholeNumber } from '../../../config/kinds.ts';
import { defineParameter } from '../../server/parameter.ts';
import type { Route } from '../../server/route.ts';
import {
  count,
  listOf,
  mapOf,
  number,
  objectOf,
  oneWord,
  orNull,
  tableOf,
  text,
  time,
  type Schema,
} from '../../server/schema.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { describeExchange } from '../describe-exchange.ts';
import { threadParameter } from '../thread-parameter.ts';

const limit = defineParameter({
  name: 'limit',
  doc: 'Most rows to show',
  kind: wholeNumber({ min: 1, max: 100 }),
  default: 100,
});

/** Creates the routes that show exchanges, requests and connections. */
export function createTrafficRoutes({
  main,
  view,
}: Pick<AdminDeps, 'main' | 'view'>): readonly Route[] {
  const thread = threadParameter(() => view.threads?.().length ?? 1);
  return [
    {
      method: 'GET',
      path: '/exchanges',
      access: 'read',
      summary:
        'Lists the latest requests and responses, newest first; query values are masked, and only harmless headers are shown',
      query: [limit, thread],
      returns: describeExchanges,
      answer: async ({ query }) => {
        const { rows, ...missing } = await main.exchanges(thread.read(query));
        return {
          json: { exchanges: rows.slice(0, limit.read(query)).map(describeExchange), ...missing },
        };
      },
    },
    {
      method: 'GET',
      path: '/requests',
      access: 'read',
      summary: 'Lists requests in progress with age and phase, oldest first',
      query: [thread],
      returns: describeRequests,
      answer: async ({ query }) => {
        const { rows: requests, ...missing } = await main.requests(thread.read(query));
        return { json: { requests, ...missing } };
      },
    },
    {
      method: 'GET',
      path: '/connections',
      access: 'read',
      summary:
        'Lists connections with age, requests, bytes and idle time, and counts them by state',
      query: [thread],
      returns: describeConnections,
      answer: async ({ query }) => {
        const { rows: connections, ...missing } = await main.connections(thread.read(query));
        const states = { active: 0, idle: 0, upgraded: 0 };
        for (const { state } of connections) states[state] += 1;
        return { json: { states, connections, ...missing } };
      },
    },
  ];
}

const describeExchanges = (): Schema => {
  const headers = mapOf(listOf(text));
  return tableOf('exchanges', {
    timestamp: time,
    request: objectOf({ method: text, uri: text, headers }),
    response: objectOf({ status: count, headers }),
    phases: objectOf({ bodyMs: number, handlerMs: number, responseMs: number }),
    timeTaken: text,
    route: text,
    requestId: text,
    traceId: orNull(text),
  });
};

const describeRequests = (): Schema =>
  tableOf('requests', {
    id: text,
    method: text,
    path: text,
    route: text,
    phase: text,
    ageMs: count,
    bodyBytes: count,
    remote: orNull(text),
    traceId: orNull(text),
  });

const describeConnections = (): Schema =>
  tableOf(
    'connections',
    {
      state: oneWord(['active', 'idle', 'upgraded']),
      remote: orNull(text),
      ageMs: count,
      idleMs: count,
      requests: count,
      bytesIn: count,
      bytesOut: count,
    },
    { states: objectOf({ active: count, idle: count, upgraded: count }) },
  );
