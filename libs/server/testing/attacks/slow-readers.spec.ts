import { openRaw } from '../raw-client.ts';
import { THREAD_COUNT } from '../serving-threads.ts';
import { until } from '../until.ts';
import { startAttacked, type AttackedServer } from './attacked-server.ts';
import { STALL_MS } from './attack-routes.ts';

const MEGABYTE = 1_000_000;

const get = (path: string): string =>
  `GET ${path} HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n`;

describe('an answer', () => {
  let app: AttackedServer;
  const timeouts = () => app.metric('http.server.timeouts');
  const start = (writeStallTimeoutMs: number): Promise<AttackedServer> =>
    startAttacked({ threadCount: THREAD_COUNT, settings: { writeStallTimeoutMs } });
  beforeEach(async () => {
    app = await start(STALL_MS);
  });
  afterEach(async () => {
    await app[Symbol.asyncDispose]();
  });

  it.each(['/endless', '/large', '/events'])('of %s that nobody reads is aborted', async (path) => {
    using client = await openRaw(app.port, get(path));
    client.socket.pause();
    await until(async () => (await timeouts())['write'] === 1);
    await until(async () => (await app.metric('http.server.connections'))['active'] === 0);
    await until(() => app.log().some((line) => line['path'] === path));
    expect(app.log()).toContainEqual(expect.objectContaining({ path, errorType: 'timeout' }));
    expect(app.log()).not.toContainEqual(expect.objectContaining({ level: 'error' }));
  });

  it('that ten clients do not read does not fill the memory', async () => {
    const before = await app.residentBytes();
    const clients = await Promise.all(
      Array.from({ length: 10 }, async () => {
        const client = await openRaw(app.port, get('/endless'));
        client.socket.pause();
        return client;
      }),
    );
    await until(async () => (await timeouts())['write'] === clients.length);
    expect((await app.residentBytes()) - before).toBeLessThan(200 * MEGABYTE); // of 640
    for (const client of clients) client[Symbol.dispose]();
  });

  it('in one write that is read slowly arrives complete', async () => {
    await using patient = await start(STALL_MS * 10); // a busy machine may stall this process too
    using client = await openRaw(patient.port, get('/large'));
    const pace = setInterval(() => {
      if (client.socket.isPaused()) client.socket.resume();
      else client.socket.pause();
    }, 25);
    await client.closed;
    clearInterval(pace);
    expect(client.received().length).toBeGreaterThan(32 * MEGABYTE);
    expect(await patient.metric('http.server.timeouts')).toEqual({});
  });

  it.each([
    ['/silent', /begin [^]*end\r\n0\r\n\r\n$/],
    ['/thinking', /thought$/],
  ])('of %s is not aborted, because its reader is not slow', async (path, expected) => {
    using client = await openRaw(app.port, get(path));
    await client.closed;
    expect(client.received()).toMatch(expected);
    expect(await timeouts()).toEqual({});
  });
});
