import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import express, { type Response } from 'express';
import { createTestExchange } from '../../../testing/create-exchange.ts';
import { openRaw } from '../../../testing/raw-client.ts';
import { readMetric } from '../../../testing/read-metric.ts';
import { startApp, type RunningApp } from '../../../testing/start-app.ts';
import { until } from '../../../testing/until.ts';
import { createMetrics } from '../../telemetry/metrics/create-metrics.ts';
import { createStreams } from './streams.ts';

const LIMIT_MS = 1_000;

let app: RunningApp;
let nowMs: number;
let latest: Response;
let failures: unknown[];

const routes = express
  .Router()
  .get('/stream', (request, response) => {
    request.declareStream();
    request.declareStream(); // once more changes nothing
    latest = response.type('text/event-stream');
    response.write('data: begin\n\n');
  })
  .get('/silent', (request, response) => {
    request.declareStream();
    latest = response;
  })
  .get('/undeclared', (_request, response) => {
    latest = response;
  })
  .get('/late', async (request, response) => {
    latest = response;
    await once(response, 'close');
    try {
      request.declareStream();
    } catch (error) {
      failures.push(error);
    }
  })
  .get('/plain', (_request, response) => response.send('plain'));

beforeEach(async () => {
  nowMs = 0;
  failures = [];
  app = await startApp({
    routes,
    monotonicMs: () => nowMs,
    settings: {
      maxStreams: 2,
      maxRequestsInFlight: 1,
      streamIdleTimeoutMs: LIMIT_MS,
      handlerTimeoutMs: 10,
      writeStallTimeoutMs: 10,
      shedLoopDelayMs: 0,
    },
  });
});
afterEach(() => app[Symbol.asyncDispose]());

async function open(path: string): Promise<IncomingMessage> {
  const asked = get(app.origin + path).on('error', () => undefined);
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  return response.on('error', () => undefined);
}

const active = () => readMetric(app.metrics, 'http.server.active_streams')[''];
const timeouts = () => readMetric(app.metrics, 'http.server.timeouts');

/** Lets the limits be checked at a time, with what was noted before. */
async function checkAt(atMs: number): Promise<void> {
  const { exchange } = latest;
  nowMs = atMs;
  await until(() => exchange.progress?.sweptMs === atMs || exchange.errorType !== undefined);
}

describe('a declared stream', () => {
  it('is counted until it ends, and not in MAX_REQUESTS_IN_FLIGHT', async () => {
    const streams = [await open('/stream'), await open('/stream')];
    expect(active()).toBe(2);
    expect((await fetch(`${app.origin}/plain`)).status).toBe(200);
    streams[0]?.destroy();
    latest.end();
    await until(() => active() === 0);
  });

  it('closes its connection at its end, so that a shutdown does not wait for it', async () => {
    const stream = await open('/stream');
    expect(stream.headers['connection']).toBe('close');
    latest.end('data: end\n\n');
    expect(await text(stream)).toBe('data: begin\n\ndata: end\n\n');
  });

  it('gets 503 at MAX_STREAMS', async () => {
    await open('/stream');
    await open('/stream');
    const { statusCode, headers } = await open('/stream');
    expect([statusCode, headers['retry-after']]).toEqual([503, '10']);
    expect(readMetric(app.metrics, 'http.server.refused_streams')).toEqual({ '': 1 });
    expect(active()).toBe(2);
    await until(() => app.log().some(({ errorType }) => errorType === 'shed'));
  });

  it('may be silent for longer than a handler, and is cut when it is idle', async () => {
    const stream = await open('/stream');
    const closed = new Promise((resolve) => stream.once('close', resolve));
    await checkAt(1);
    await checkAt(LIMIT_MS + 1);
    expect(latest.exchange.errorType).toBeUndefined();
    latest.write(': still there\n\n');
    await checkAt(LIMIT_MS + 2);
    await checkAt(2 * LIMIT_MS + 2);
    expect(latest.exchange.errorType).toBeUndefined();
    await checkAt(2 * LIMIT_MS + 3);
    await closed;
    expect(latest.exchange.errorType).toBe('timeout');
    expect(timeouts()).toEqual({ stream: 1 });
    await until(() => active() === 0);
  });

  it('that has not begun when it is idle gets 503', async () => {
    using client = await openRaw(app.port, 'GET /silent HTTP/1.1\r\nHost: test\r\n\r\n');
    await until(() => active() === 1);
    await checkAt(1);
    await checkAt(LIMIT_MS + 2);
    await client.closed;
    expect(client.received()).toMatch(/^HTTP\/1\.1 503 /);
  });

  it('is known from a handler that is stuck', async () => {
    using client = await openRaw(app.port, 'GET /undeclared HTTP/1.1\r\nHost: test\r\n\r\n');
    await until(() => app.managed.limits.inFlight.size === 1);
    await checkAt(11);
    await client.closed;
    expect(timeouts()).toEqual({ handler: 1 });
  });

  it('cannot be declared after its request has ended', async () => {
    using client = await openRaw(app.port, 'GET /late HTTP/1.1\r\nHost: test\r\n\r\n');
    await until(() => app.managed.limits.inFlight.size === 1);
    client.socket.destroy();
    await until(() => failures.length === 1);
    expect(failures[0]).toMatchObject({
      status: 400,
      message: 'Cannot declare a stream: the request has ended',
    });
    expect(active()).toBe(0);
  });
});

describe('countCut()', () => {
  it('counts the streams that are open', () => {
    const metrics = createMetrics();
    const settings = { maxStreams: 2, retryAfterSeconds: 1 };
    const streams = createStreams({ settings, metrics });
    const { request } = createTestExchange();
    streams.define(request);
    request.declareStream();
    expect(streams.countCut()).toBe(1);
    expect(readMetric(metrics, 'http.server.cut_streams')).toEqual({ '': 1 });
  });
});
