import express, { type Response } from 'express';
import type { Settings } from '../../src/config/settings.ts';
import { openRaw, type RawClient } from '../raw-client.ts';
import { readMetric } from '../read-metric.ts';
import { startApp, type RunningApp } from '../start-app.ts';
import { until } from '../until.ts';

const GET = 'GET / HTTP/1.1\r\nHost: test\r\n\r\n';

let app: RunningApp;
let waiting: Response[];
const routes = express.Router();
routes.get('/wait', (_request, response) => void waiting.push(response));
routes.get('/block', (_request, response) => {
  const endMs = performance.now() + 300;
  while (performance.now() < endMs);
  response.end('blocked');
});

const start = async (settings: Partial<Settings>): Promise<void> => {
  waiting = [];
  app = await startApp({ routes, settings, monotonicMs: () => performance.now() });
};
afterEach(async () => {
  await app[Symbol.asyncDispose]();
});

/** Opens connections that send the same bytes at the same time. */
const openMany = (count: number, first: string): Promise<RawClient[]> =>
  Promise.all(Array.from({ length: count }, () => openRaw(app.port, first)));

const closeAll = (clients: readonly RawClient[]): void => {
  for (const client of clients) client[Symbol.dispose]();
};

describe('requests pipelined on one connection', () => {
  const answers = (client: RawClient): number => client.received().split('HTTP/1.1 ').length - 1;

  it('are answered in order up to the limit', async () => {
    await start({ maxPipelinedRequests: 4 });
    using client = await openRaw(
      app.port,
      ['/wait', '/', '/wait', '/nothing'].map((path) => GET.replace('/', path)).join(''),
    );
    await until(() => waiting.length === 2);
    for (const [index, response] of waiting.entries()) response.status(201 + index).end();
    await until(() => answers(client) === 4);
    const statuses = [...client.received().matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, code]) => code);
    expect(statuses).toEqual(['201', '200', '202', '404']);
  });

  it('beyond the limit close the connection, and none of them is executed', async () => {
    await start({ maxPipelinedRequests: 4 });
    using client = await openRaw(app.port, GET.replace('/', '/wait').repeat(100));
    await client.closed;
    expect(client.received()).toBe('');
    expect(waiting).toHaveLength(4);
    expect(readMetric(app.metrics, 'http.server.shed_requests')).toMatchObject({ pipelined: 1 });
    await until(() => readMetric(app.metrics, 'http.server.active_requests')[''] === 0);
  });

  it('by the thousand without reading cost no more than the limit', async () => {
    await start({});
    using client = await openRaw(app.port);
    client.socket.pause();
    client.socket.write(GET.repeat(20_000));
    await until(() => readMetric(app.metrics, 'http.server.shed_requests')['pipelined'] === 1);
    await until(() => readMetric(app.metrics, 'http.server.connections')['active'] === 0);
    expect(app.log().length).toBe(33); // 32, and the first beyond the limit
    expect((await fetch(app.origin)).status).toBe(200);
  });
});

describe('connections', () => {
  it('beyond the limit are closed and counted, and the server serves again when others have closed', async () => {
    await start({ maxConnections: 20 });
    const clients = await openMany(70, '');
    await until(() => readMetric(app.metrics, 'http.server.dropped_connections')[''] === 50);
    expect(readMetric(app.metrics, 'http.server.connections')).toEqual({ active: 0, idle: 20 });
    closeAll(clients);
    await until(() => readMetric(app.metrics, 'http.server.connections')['idle'] === 0);
    expect((await fetch(app.origin)).status).toBe(200);
  });

  it('are active while they have an open request', async () => {
    await start({});
    const clients = [...(await openMany(2, '')), ...(await openMany(3, GET.replace('/', '/wait')))];
    await until(() => waiting.length === 3);
    expect(readMetric(app.metrics, 'http.server.connections')).toEqual({ active: 3, idle: 2 });
    for (const response of waiting) response.end();
    await until(() => readMetric(app.metrics, 'http.server.connections')['idle'] === 5);
    closeAll(clients);
  });
});

describe('requests', () => {
  it('beyond the limit get 503, and are accepted again when others are done', async () => {
    await start({ maxRequestsInFlight: 3, retryAfterSeconds: 7 });
    const clients = await openMany(3, GET.replace('/', '/wait'));
    await until(() => waiting.length === 3);
    const refused = await fetch(`${app.origin}/wait`);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '7']);
    expect(waiting).toHaveLength(3);
    expect(readMetric(app.metrics, 'http.server.shed_requests')).toMatchObject({ in_flight: 1 });
    for (const response of waiting) response.end();
    await until(() => readMetric(app.metrics, 'http.server.active_requests')[''] === 0);
    expect((await fetch(app.origin)).status).toBe(200);
    closeAll(clients);
  });

  it('beyond the limit do not get 100 Continue, and count once', async () => {
    await start({ maxRequestsInFlight: 1 });
    using first = await openRaw(app.port, GET.replace('/', '/wait'));
    await until(() => waiting.length === 1);
    const head =
      'POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n';
    using refused = await openRaw(app.port, head);
    await refused.closed;
    expect(refused.received()).toMatch(/^HTTP\/1\.1 503 Service Unavailable\r\n/);
    expect(readMetric(app.metrics, 'http.server.shed_requests')).toMatchObject({ in_flight: 1 });
    waiting[0]?.end();
    await until(() => first.received().includes(' 200 OK'));
    using admitted = await openRaw(app.port, head);
    await until(() => admitted.received().startsWith('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 405'));
  });

  it('are shed only while the event loop is delayed', async () => {
    await start({ shedLoopDelayMs: 100 });
    const shed = () =>
      readMetric(app.metrics, 'http.server.shed_requests')['event_loop_delay'] as number;
    const statuses = new Set<number>();
    await until(async () => {
      const answers = await Promise.all([1, 2, 3].map(() => fetch(`${app.origin}/block`)));
      for (const { status } of answers) statuses.add(status);
      return shed() > 0;
    });
    expect(statuses).toEqual(new Set([200, 503]));
    await until(async () => (await fetch(app.origin)).status === 200);
  });
});
