import type { Exchange } from '../api/answers.ts';
import { createExchangeFilter, routeOf, type ExchangeFilter } from './filter-exchanges.ts';

const exchange: Exchange = {
  timestamp: '2026-11-30T23:00:00.000Z',
  request: { method: 'GET', uri: '/orders/7?token=***', headers: {} },
  response: { status: 404, headers: {} },
  phases: { bodyMs: 0, handlerMs: 240, responseMs: 10 },
  timeTaken: 'PT0.250S',
  requestId: 'r-1',
  traceId: null,
  route: '/orders/:id',
};
const nowMs = Date.parse('2026-11-30T23:01:00.000Z');
const ALL: ExchangeFilter = { status: '', route: '', slowerThanMs: 0, youngerThanMs: Infinity };

describe('createExchangeFilter()', () => {
  it.each<[Partial<ExchangeFilter>, boolean]>([
    [{}, true],
    [{ status: '4' }, true],
    [{ status: '404' }, true],
    [{ status: '5' }, false],
    [{ route: ':id' }, true],
    [{ route: '/orders/7' }, true],
    [{ route: 'users' }, false],
    [{ slowerThanMs: 250 }, true],
    [{ slowerThanMs: 251 }, false],
    [{ youngerThanMs: 60_000 }, true],
    [{ youngerThanMs: 59_999 }, false],
  ])('judges an exchange by %j', (filter, passes) => {
    expect(createExchangeFilter({ ...ALL, ...filter }, nowMs)(exchange)).toBe(passes);
  });
});

describe('routeOf()', () => {
  it('is the path without its query if none answered', () => {
    const unknown = { ...exchange, route: '' };
    expect([exchange.route, routeOf(unknown)]).toEqual(['/orders/:id', '/orders/7']);
  });
});
