import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Settings } from '../../src/config/settings.ts';
import type { LogLine } from '../collect-log.ts';
import { openRaw } from '../raw-client.ts';
import { THREAD_COUNT } from '../serving-threads.ts';
import { until } from '../until.ts';
import { startAttacked, type AttackedServer } from './attacked-server.ts';
import { LIMIT_MS } from './attack-routes.ts';

const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: test\r\n\r\n`;

describe('a handler', () => {
  let app: AttackedServer;
  const start = async (settings: Partial<Settings> = {}): Promise<void> => {
    app = await startAttacked({
      threadCount: THREAD_COUNT,
      settings: { handlerTimeoutMs: LIMIT_MS, ...settings },
    });
  };
  afterEach(async () => {
    await app[Symbol.asyncDispose]();
  });

  /** Log lines of a path: what its handler said, and the end of the exchange. */
  const linesOf = (path: string): readonly LogLine[] => {
    const requests = app.log().filter((line) => line['path'] === path);
    const ids = new Set(requests.map(({ requestId }) => requestId));
    return app.log().filter(({ requestId }) => ids.has(requestId));
  };
  const said = (message: string): boolean => app.log().some(({ msg }) => msg === message);
  const ended = (): readonly LogLine[] => app.log().filter(({ msg }) => msg === 'request');
  const failures = (): readonly LogLine[] => app.log().filter(({ level }) => level === 'error');

  it('that never responds gets a 503 sent for it, and its signal aborted', async () => {
    await start();
    using client = await openRaw(app.port, get('/never'));
    await client.closed;
    expect(client.received()).toMatch(/^HTTP\/1\.1 503 Service Unavailable\r\n/);
    expect(client.received()).toContain('\r\nRetry-After: 10\r\n');
    expect(client.received()).toContain('\r\nConnection: close\r\n');
    await until(() => said('aborted') && ended().length > 0);
    expect(ended()).toMatchObject([{ errorType: 'timeout' }]);
    expect(await app.metric('http.server.timeouts')).toEqual({ handler: 1 });
  });

  it.each([
    ['responds late', '/late'],
    ['writes late, repeatedly', '/late-writes'],
    ['streams a file late', '/late-file'],
  ])('that %s does no harm', async (_, path) => {
    await start();
    using client = await openRaw(app.port, get(path));
    await until(() => said('done'));
    await client.closed;
    expect(client.received().match(/HTTP\/1\.1/g)).toHaveLength(1);
    expect(client.received()).not.toMatch(/late/i);
    expect(linesOf(path).filter(({ msg }) => msg === 'request')).toHaveLength(1);
    expect((await fetch(app.origin)).status).toBe(200);
    expect(failures()).toEqual([]);
  });

  it('that calls next() late does not send the file after it, without an error', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'late-'));
    writeFileSync(join(folder, 'late-next'), 'a file');
    await start({ filesRoot: folder });
    using client = await openRaw(app.port, get('/late-next'));
    await until(() => said('done'));
    expect(await (await fetch(`${app.origin}/`)).text()).toContain('late-next');
    expect(client.received().match(/HTTP\/1\.1/g)).toHaveLength(1);
    expect(client.received()).not.toContain('a file');
    expect(failures()).toEqual([]);
    rmSync(folder, { recursive: true });
  });

  it('that stops at the signal is not logged as a failure', async () => {
    await start();
    using client = await openRaw(app.port, get('/until-aborted'));
    await client.closed;
    expect(client.received()).toMatch(/^HTTP\/1\.1 503 /);
    await until(() => ended().length === 1);
    expect(failures()).toEqual([]);
  });

  it('whose client disconnects gets an aborted signal, without an error', async () => {
    await start();
    const client = await openRaw(app.port, get('/until-aborted'));
    await until(() => said('begun'));
    client[Symbol.dispose]();
    await until(() => said('aborted') && ended().length > 0);
    expect(ended()).toMatchObject([{ errorType: 'aborted' }]);
    expect(failures()).toEqual([]);
  });

  it('that has responded gets no aborted signal', async () => {
    await start();
    const request = get('/in-time').replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n');
    using client = await openRaw(app.port, request);
    await client.closed;
    await until(() => ended().length > 0);
    expect(ended()[0]).not.toHaveProperty('errorType');
    expect(said('aborted')).toBe(false);
  });

  it('after a slow one on the same connection gets its 503 in turn', async () => {
    await start();
    using client = await openRaw(app.port, get('/never').repeat(2));
    await client.closed;
    expect(client.received()).toMatch(/^HTTP\/1\.1 503 /);
    await until(() => ended().length === 2);
  });
});
