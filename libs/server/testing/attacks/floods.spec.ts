import type { Settings } from '../../src/config/settings.ts';
import { openRaw, type RawClient } from '../raw-client.ts';
import { CORE_THREAD_COUNTS, THREAD_COUNT } from '../serving-threads.ts';
import { until } from '../until.ts';
import { startAttacked, type AttackedServer } from './attacked-server.ts';

const GET = 'GET / HTTP/1.1\r\nHost: test\r\n\r\n';

const WAIT = GET.replace('/', '/wait');

let app: AttackedServer;

/** Number of requests of `/wait` that have reached their handler. */
const waited = (): number => app.log().filter(({ msg }) => msg === 'waiting').length;
const metricOf = async (name: string, key: string): Promise<number | undefined> =>
  (await app.metric(name))[key];

afterEach(async () => {
  await app[Symbol.asyncDispose]();
});

/** Opens connections that send the same bytes at the same time. */
const openMany = (count: number, first: string): Promise<RawClient[]> =>
  Promise.all(Array.from({ length: count }, () => openRaw(app.port, first)));

const closeAll = (clients: readonly RawClient[]): void => {
  for (const client of clients) client[Symbol.dispose]();
};

describe.each(CORE_THREAD_COUNTS)('with SERVING_THREADS=%i,', (threadCount) => {
  const start = async (settings: Partial<Settings>): Promise<void> => {
    app = await startAttacked({ threadCount, settings });
  };
  if (threadCount === THREAD_COUNT) describePipelined(start);
  describeConnections(start);
  describeRequests(threadCount, start);
});

type Start = (settings: Partial<Settings>) => Promise<void>;

function describePipelined(start: Start): void {
  const answers = (client: RawClient): number => client.received().split('HTTP/1.1 ').length - 1;

  it('requests pipelined on one connection are answered in order up to the limit', async () => {
    await start({ maxPipelinedRequests: 4 });
    using client = await openRaw(
      app.port,
      ['/wait?status=201', '/', '/wait?status=202', '/nothing']
        .map((path) => GET.replace('/', path))
        .join(''),
    );
    await until(() => waited() === 2);
    app.release();
    await until(() => answers(client) === 4);
    const statuses = [...client.received().matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, code]) => code);
    expect(statuses).toEqual(['201', '200', '202', '404']);
  });

  it('requests pipelined on one connection beyond the limit close the connection, and none of them is executed', async () => {
    await start({ maxPipelinedRequests: 4 });
    using client = await openRaw(app.port, WAIT.repeat(100));
    await client.closed;
    expect(client.received()).toBe('');
    await until(() => waited() === 4);
    expect(await app.metric('http.server.shed_requests')).toMatchObject({ pipelined: 1 });
    await until(async () => (await metricOf('http.server.active_requests', '')) === 0);
  });

  it('requests pipelined on one connection by the thousand without reading cost no more than the limit', async () => {
    await start({});
    using client = await openRaw(app.port);
    client.socket.pause();
    client.socket.write(GET.repeat(20_000));
    await until(async () => (await metricOf('http.server.shed_requests', 'pipelined')) === 1);
    await until(async () => (await metricOf('http.server.connections', 'active')) === 0);
    const requests = () => app.log().filter(({ msg }) => msg === 'request').length;
    await until(() => requests() >= 33);
    expect(requests()).toBe(33); // 32, and the first beyond the limit
    expect((await fetch(app.origin)).status).toBe(200);
  });
}

function describeConnections(start: Start): void {
  it('connections beyond the limit are closed and counted, and the server serves again when others have closed', async () => {
    await start({ maxConnections: 20 });
    const clients = await openMany(70, '');
    await until(async () => (await metricOf('http.server.dropped_connections', '')) === 50);
    expect(await app.metric('http.server.connections')).toEqual({
      active: 0,
      idle: 20,
      upgraded: 0,
    });
    closeAll(clients);
    await until(async () => (await metricOf('http.server.connections', 'idle')) === 0);
    expect((await fetch(app.origin)).status).toBe(200);
  });

  it('connections are active while they have an open request', async () => {
    await start({});
    const clients = [...(await openMany(2, '')), ...(await openMany(3, WAIT))];
    await until(() => waited() === 3);
    expect(await app.metric('http.server.connections')).toEqual({
      active: 3,
      idle: 2,
      upgraded: 0,
    });
    app.release();
    await until(async () => (await metricOf('http.server.connections', 'idle')) === 5);
    closeAll(clients);
  });
}

function describeRequests(threadCount: number, start: Start): void {
  it('requests beyond the limit get 503, and are accepted again when others are done', async () => {
    await start({ maxRequestsInFlight: 3, retryAfterSeconds: 7 });
    const clients = await openMany(3, WAIT);
    await until(() => waited() === 3);
    const refused = await fetch(`${app.origin}/wait`);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '7']);
    expect(waited()).toBe(3);
    expect(await app.metric('http.server.shed_requests')).toMatchObject({ in_flight: 1 });
    app.release();
    await until(async () => (await metricOf('http.server.active_requests', '')) === 0);
    expect((await fetch(app.origin)).status).toBe(200);
    closeAll(clients);
  });

  it('requests beyond the limit do not get 100 Continue, and count once', async () => {
    await start({ maxRequestsInFlight: 1 }); // in each thread, as none can do with less
    const first = await openMany(threadCount, WAIT);
    await until(() => waited() === threadCount);
    const head =
      'POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n';
    using refused = await openRaw(app.port, head);
    await refused.closed;
    expect(refused.received()).toMatch(/^HTTP\/1\.1 503 Service Unavailable\r\n/);
    expect(await app.metric('http.server.shed_requests')).toMatchObject({ in_flight: 1 });
    app.release();
    await until(() => first.every((client) => client.received().includes(' 200 OK')));
    closeAll(first);
    using admitted = await openRaw(app.port, head);
    await until(() => admitted.received().startsWith('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 405'));
  });

  it('requests are shed only while the event loop is delayed', async () => {
    await start({ shedLoopDelayMs: 100 });
    const shed = () => metricOf('http.server.shed_requests', 'event_loop_delay');
    const statuses = new Set<number>();
    await until(async () => {
      const answers = await Promise.all(
        Array.from({ length: 3 * threadCount }, () => fetch(`${app.origin}/block`)),
      );
      for (const { status } of answers) statuses.add(status);
      return ((await shed()) ?? 0) > 0;
    });
    expect(statuses).toEqual(new Set([200, 503]));
    await until(async () => (await fetch(app.origin)).status === 200);
  });
}
