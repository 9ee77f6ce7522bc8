import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import express from 'express';
import type { Exchange } from '../../src/http/exchange.ts';
import { openRaw } from '../raw-client.ts';
import { readMetric } from '../read-metric.ts';
import { startApp, type RunningApp } from '../start-app.ts';
import { until } from '../until.ts';

const LIMIT_MS = 300;
const GET = 'GET /slow HTTP/1.1\r\nHost: test\r\n\r\n';

/** Observations of the handler under test. */
interface Observations {
  signal?: AbortSignal;
  isDone?: boolean;
}

describe('a handler', () => {
  let app: RunningApp;
  let seen: Observations;
  let ended: Exchange[];
  const start = async (act: express.RequestHandler, filesRoot?: string): Promise<void> => {
    seen = {};
    ended = [];
    const routes = express.Router().get('/slow', async (request, response, next) => {
      seen.signal = request.signal;
      await act(request, response, next);
      seen.isDone = true;
    });
    app = await startApp({
      routes,
      ...(filesRoot === undefined ? {} : { filesRoot }),
      settings: { handlerTimeoutMs: LIMIT_MS },
      monotonicMs: () => performance.now(),
      observers: [{ onEnd: (exchange) => ended.push(exchange) }],
    });
  };
  afterEach(async () => {
    await app[Symbol.asyncDispose]();
  });

  it('that never responds gets a 503 sent for it, and its signal aborted', async () => {
    await start(() => undefined);
    using client = await openRaw(app.port, GET);
    await client.closed;
    expect(client.received()).toMatch(/^HTTP\/1\.1 503 Service Unavailable\r\n/);
    expect(client.received()).toContain('\r\nRetry-After: 10\r\n');
    expect(client.received()).toContain('\r\nConnection: close\r\n');
    expect(seen.signal?.aborted).toBe(true);
    expect(ended).toMatchObject([{ errorType: 'timeout' }]);
    expect(readMetric(app.metrics, 'http.server.timeouts')).toEqual({ handler: 1 });
  });

  it.each<[string, express.RequestHandler]>([
    [
      'responds late',
      async (_request, response) => {
        await delay(LIMIT_MS * 3);
        response.status(200).set('X-Late', 'yes').json({ late: true });
      },
    ],
    [
      'writes late, repeatedly',
      async (_request, response) => {
        await delay(LIMIT_MS * 3);
        for (let count = 0; count < 100; count += 1) response.write('late');
        response.end();
      },
    ],
    [
      'streams a file late',
      async (_request, response) => {
        await delay(LIMIT_MS * 3);
        response.sendFile(import.meta.filename);
      },
    ],
  ])('that %s does no harm', async (_, act) => {
    await start(act);
    using client = await openRaw(app.port, GET);
    await until(() => seen.isDone === true);
    await client.closed;
    expect(client.received().match(/HTTP\/1\.1/g)).toHaveLength(1);
    expect(client.received()).not.toMatch(/late/i);
    expect(ended).toHaveLength(1);
    expect((await fetch(app.origin)).status).toBe(200);
    expect(app.log()).toEqual([]);
  });

  it('that calls next() late does not send the file after it, without an error', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'late-'));
    writeFileSync(join(folder, 'slow'), 'a file');
    await start(async (_request, _response, next) => {
      await delay(LIMIT_MS * 3);
      next();
    }, folder);
    using client = await openRaw(app.port, GET);
    await until(() => seen.isDone === true);
    expect(await (await fetch(`${app.origin}/`)).text()).toContain('slow');
    expect(client.received().match(/HTTP\/1\.1/g)).toHaveLength(1);
    expect(client.received()).not.toContain('a file');
    expect(app.log()).toEqual([]);
    rmSync(folder, { recursive: true });
  });

  it('that stops at the signal is not logged as a failure', async () => {
    await start(async (request) => {
      await delay(60_000, undefined, { signal: request.signal });
    });
    using client = await openRaw(app.port, GET);
    await client.closed;
    expect(client.received()).toMatch(/^HTTP\/1\.1 503 /);
    expect(app.log()).toEqual([]);
  });

  it('whose client disconnects gets an aborted signal, without an error', async () => {
    await start(async (request) => {
      await delay(60_000, undefined, { signal: request.signal });
    });
    const client = await openRaw(app.port, GET);
    await until(() => seen.signal !== undefined);
    client[Symbol.dispose]();
    await until(() => seen.signal?.aborted === true);
    expect(ended).toMatchObject([{ errorType: 'aborted' }]);
    expect(app.log()).toEqual([]);
  });

  it('that has responded gets no aborted signal', async () => {
    await start((_request, response) => void response.end('in time'));
    using client = await openRaw(
      app.port,
      GET.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'),
    );
    await client.closed;
    expect(seen.signal?.aborted).toBe(false);
    expect(ended).toMatchObject([{ errorType: undefined }]);
  });

  it('after a slow one on the same connection gets its 503 in turn', async () => {
    await start(() => undefined);
    using client = await openRaw(app.port, GET + GET);
    await client.closed;
    expect(client.received()).toMatch(/^HTTP\/1\.1 503 /);
    await until(() => ended.length === 2);
  });
});
