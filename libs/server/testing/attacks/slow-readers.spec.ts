import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import express from 'express';
import { openRaw } from '../raw-client.ts';
import { readMetric } from '../read-metric.ts';
import { startApp, type RunningApp } from '../start-app.ts';
import { until } from '../until.ts';

const STALL_MS = 400;
const MEGABYTE = 1_000_000;

const routes = express.Router();
/** 64 MB, sent no faster than the client reads them. */
routes.get('/endless', async (_request, response) => {
  await pipeline(createReadStream('/dev/zero', { end: 64 * MEGABYTE - 1 }), response);
});
/** 32 MB in one write. */
routes.get('/large', (_request, response) => response.end(Buffer.alloc(32 * MEGABYTE)));
/** Events that are written regardless of backpressure. */
routes.get('/events', (_request, response) => {
  const timer = setInterval(() => response.write(Buffer.alloc(MEGABYTE)), 20);
  response.on('close', () => {
    clearInterval(timer);
  });
});
/** Sends nothing for longer than a client may stall. */
routes.get('/silent', async (_request, response) => {
  response.write('begin ');
  await delay(STALL_MS * 3);
  response.end('end');
});
routes.get('/thinking', async (_request, response) => {
  await delay(STALL_MS * 3);
  response.end('thought');
});

const get = (path: string): string =>
  `GET ${path} HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n`;

describe('an answer', () => {
  let app: RunningApp;
  const timeouts = () => readMetric(app.metrics, 'http.server.timeouts');
  const start = (writeStallTimeoutMs: number): Promise<RunningApp> =>
    startApp({ routes, settings: { writeStallTimeoutMs }, monotonicMs: () => performance.now() });
  beforeEach(async () => {
    app = await start(STALL_MS);
  });
  afterEach(async () => {
    await app[Symbol.asyncDispose]();
  });

  it.each(['/endless', '/large', '/events'])('of %s that nobody reads is aborted', async (path) => {
    using client = await openRaw(app.port, get(path));
    client.socket.pause();
    await until(() => timeouts()['write'] === 1);
    await until(() => readMetric(app.metrics, 'http.server.connections')['active'] === 0);
    expect(app.log()).toContainEqual(expect.objectContaining({ path, errorType: 'timeout' }));
    expect(app.log()).not.toContainEqual(expect.objectContaining({ level: 'error' }));
  });

  it('that ten clients do not read does not fill the memory', async () => {
    const before = process.memoryUsage().rss;
    const clients = await Promise.all(
      Array.from({ length: 10 }, async () => {
        const client = await openRaw(app.port, get('/endless'));
        client.socket.pause();
        return client;
      }),
    );
    await until(() => timeouts()['write'] === clients.length);
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * MEGABYTE); // of 640
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
    expect(readMetric(patient.metrics, 'http.server.timeouts')).toEqual({});
  });

  it.each([
    ['/silent', /begin [^]*end\r\n0\r\n\r\n$/],
    ['/thinking', /thought$/],
  ])('of %s is not aborted, because its reader is not slow', async (path, expected) => {
    using client = await openRaw(app.port, get(path));
    await client.closed;
    expect(client.received()).toMatch(expected);
    expect(timeouts()).toEqual({});
  });
});
