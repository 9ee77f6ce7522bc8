import { createTestExchange } from '../../../testing/create-exchange.ts';
import { BUCKETS } from './duration-buckets.ts';
import {
  createRouteTable,
  MAX_ROUTES,
  MAX_SLOWEST,
  mergeRoutes,
  OTHER_ROUTES,
  type RouteTable,
} from './route-table.ts';

interface Ended {
  readonly route?: string;
  readonly method?: string;
  readonly target?: string;
  readonly status?: number;
  readonly durationMs?: number;
  /** Unix time. */
  readonly second?: number;
}

/** Creates a table, and what records an exchange in it. */
function createTable() {
  let nowSecond = 0;
  const table: RouteTable = createRouteTable(() => new Date(nowSecond * 1_000));
  const end = ({
    route = '/',
    method = 'GET',
    target = '/',
    status = 200,
    ...rest
  }: Ended = {}) => {
    const { exchange, request, response } = createTestExchange();
    Object.assign(request, { method, originalUrl: target });
    exchange.route = route;
    response.statusCode = status;
    nowSecond = rest.second ?? 0;
    table.record(exchange, rest.durationMs ?? 1, nowSecond);
  };
  return { table, end };
}

describe('createRouteTable()', () => {
  it('counts by method and template, those with most requests first', () => {
    const { table, end } = createTable();
    end({ route: '/orders/:id', method: 'POST', status: 503 });
    end();
    end({ status: 499 });
    end({ route: '' });
    end({ route: '', method: 'BREW' });
    expect(table.rows(0).map(({ route, requests, errors }) => [route, requests, errors])).toEqual([
      ['GET /', 2, 0],
      ['POST /orders/:id', 1, 1],
      ['GET (no route)', 1, 0],
      ['HTTP (no route)', 1, 0],
    ]);
  });

  it('keeps the slowest of each route, without query, long targets cut', () => {
    const { table, end } = createTable();
    for (const durationMs of [3, 9, 1, 7, 5, 8, 2]) end({ durationMs });
    end({ route: '/long', target: `/${'a'.repeat(5_000)}?token=secret` });
    const [first, second] = table.rows(0);
    expect(first?.slowest.map(({ durationMs }) => durationMs)).toEqual([9, 8, 7, 5, 3]);
    expect(second?.slowest).toEqual([
      {
        id: 'test-id',
        endedMs: 0,
        method: 'GET',
        path: `/${'a'.repeat(255)}`,
        status: 0,
        durationMs: 1,
      },
    ]);
  });

  it('is bounded, whatever clients send', () => {
    const { table, end } = createTable();
    for (let at = 0; at < 500; at += 1)
      end({ route: `/r${at}`, method: at % 2 ? 'GET' : `M${at}` });
    const rows = table.rows(0);
    expect(rows).toHaveLength(MAX_ROUTES + 1);
    expect(rows[0]).toMatchObject({ route: OTHER_ROUTES, requests: 500 - MAX_ROUTES });
    expect(rows[0]?.slowest).toHaveLength(MAX_SLOWEST);
  });

  it('forgets what is older than 15 minutes', () => {
    const { table, end } = createTable();
    end({ route: '/old', second: 10, durationMs: 90 });
    end({ route: '/old', second: 170, durationMs: 80 });
    expect(table.rows(920)[0]?.slowest.map(({ durationMs }) => durationMs)).toEqual([80]);
    expect(table.rows(1_079)).toHaveLength(1);
    expect(table.rows(1_080)).toEqual([]);
    end({ route: '/new', second: 5_000 });
    expect(table.rows(5_000).map(({ route }) => route)).toEqual(['GET /new']);
  });
});

describe('mergeRoutes()', () => {
  it('adds up the rows of a route, and keeps the slowest of all', () => {
    const row = (route: string, durationMs: number) => ({
      route,
      requests: 1,
      errors: 1,
      counts: new Uint32Array(BUCKETS).fill(1),
      slowest: [{ id: 'a', endedMs: 0, method: 'GET', path: '/', status: 500, durationMs }],
    });
    const [first, ...others] = mergeRoutes([row('/a', 1), row('/b', 2), row('/a', 3)]);
    expect(first).toMatchObject({ route: '/a', requests: 2, errors: 2 });
    expect(first?.counts[0]).toBe(2);
    expect(first?.slowest.map(({ durationMs }) => durationMs)).toEqual([3, 1]);
    expect(others.map(({ route }) => route)).toEqual(['/b']);
  });
});
