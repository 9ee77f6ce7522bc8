import type { RecentExchange } from '../../../http/observers/recent-exchanges.ts';
import { OperationError } from '../../bridge/operation-error.ts';
import type { Route } from '../../server/route.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { describeExchange } from '../describe-exchange.ts';

/** Creates the routes that show exchanges, requests and connections. */
export function createTrafficRoutes({ main }: Pick<AdminDeps, 'main'>): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/exchanges',
      access: 'read',
      summary:
        'Lists the latest requests and responses, newest first, at most ?limit=100; query values are masked, and only harmless headers are shown',
      answer: async ({ query }) => {
        const limit = readLimit(query);
        const exchanges: readonly RecentExchange[] = await main.exchanges();
        return { json: { exchanges: exchanges.slice(0, limit).map(describeExchange) } };
      },
    },
    {
      method: 'GET',
      path: '/requests',
      access: 'read',
      summary: 'Lists requests in progress with age and phase, oldest first',
      answer: async () => ({ json: { requests: await main.requests() } }),
    },
    {
      method: 'GET',
      path: '/connections',
      access: 'read',
      summary:
        'Lists connections with age, requests, bytes and idle time, and counts them by state',
      answer: async () => {
        const connections = await main.connections();
        const active = connections.filter(({ state }) => state === 'active').length;
        return { json: { states: { active, idle: connections.length - active }, connections } };
      },
    },
  ];
}

function readLimit(query: URLSearchParams): number {
  const text = query.get('limit') ?? '100';
  if (/^([1-9][0-9]?|100)$/.test(text)) return Number(text);
  throw new OperationError(400, 'Expected limit=N, a whole number from 1 to 100');
}
