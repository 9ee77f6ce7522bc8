import type { ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { once } from 'node:events';
import express from 'express';
import { createLoggers } from '../../telemetry/log/loggers.ts';
import { exchangeRaw } from '../../../testing/exchange-raw.ts';
import { startApp, type RunningApp } from '../../../testing/start-app.ts';
import { createTestWorld, TEST_TIME } from '../../../testing/test-world.ts';
import { createExchangeLog } from './log-exchange.ts';
import { LEVELS, type Level } from '../../config/declared/log.ts';

const routes = express
  .Router()
  .get('/orders/:id', (_request, response) => response.end())
  .get('/broken', () => {
    throw new TypeError('broken');
  })
  .get('/slow', () => undefined);

describe('createExchangeLog()', () => {
  let app: RunningApp;
  beforeEach(async () => {
    app = await startApp({ routes });
  });
  afterEach(async () => {
    await app[Symbol.asyncDispose]();
  });
  const lines = () => app.log().filter(({ msg }) => msg === 'request');

  it('logs a line per request, with the route and without the query', async () => {
    await exchangeRaw(app.port, 'GET /orders/42?token=secret HTTP/1.1');
    expect(app.log()).toEqual([
      {
        level: 'info',
        time: TEST_TIME,
        logger: 'http',
        requestId: 'test-id',
        method: 'GET',
        path: '/orders/42',
        route: '/orders/:id',
        status: 200,
        durationMs: 0,
        clientAddress: '127.0.0.1',
        msg: 'request',
      },
    ]);
  });

  it('warns of a failure of the server', async () => {
    await fetch(`${app.origin}/broken`);
    expect(lines()).toMatchObject([{ level: 'warn', status: 500, route: '/broken' }]);
  });

  it('gives the address, but no status, of a client that left before the answer', async () => {
    const socket = connect(app.port, '127.0.0.1');
    const received = once(app.server, 'request');
    socket.write('GET /slow HTTP/1.1\r\nHost: test\r\n\r\n');
    const [, response] = (await received) as [unknown, ServerResponse];
    const closed = once(response, 'close');
    socket.destroy();
    await closed;
    expect(lines()).toMatchObject([
      { level: 'info', errorType: 'aborted', clientAddress: '127.0.0.1' },
    ]);
    expect(lines()[0]).not.toHaveProperty('status');
  });

  it('cuts a path that is too long to be read', async () => {
    await exchangeRaw(app.port, `GET /${'x'.repeat(5000)} HTTP/1.1`);
    expect(lines()).toMatchObject([{ path: `/${'x'.repeat(1023)}...` }]);
  });

  it.each([
    'GET /a%0d%0a{"level":"fatal"} HTTP/1.1',
    'GET /"},{"level":"fatal"} HTTP/1.1',
    'GET /\\u0022\\ HTTP/1.1',
    'GET /\u001b[31mred HTTP/1.1',
    'GET /\u0085next\u009b31m HTTP/1.1',
    'GET /\u2028line\ud800lone HTTP/1.1',
    'GET / HTTP/1.1\r\nX-Request-Id: a"b\u2028\u001b[0m',
    'GET / HTTP/1.1\r\nX-Forwarded-For: "},\u001b[31m, \u2028',
    'GET /nul\0 HTTP/1.1',
    'GET /\n{"level":"fatal"} HTTP/1.1',
  ])('keeps %j in one line that acts on no terminal, or has none of it', async (line) => {
    await exchangeRaw(app.port, line);
    for (const { level, logger, msg } of app.log())
      expect([level, logger, msg]).toEqual([
        'info',
        'http',
        expect.stringMatching(/^(?:request|refused)$/),
      ]);
    for (const text of app.log().flatMap((facts) => Object.values(facts)))
      expect(JSON.stringify(text)).not.toContain('\n');
    expect(app.log().length).toBeLessThanOrEqual(1);
  });
});

describe('createExchangeLog() of part of the exchanges', () => {
  /** Asks for /orders/1, /nothing and /broken, and gives the statuses that were logged. */
  async function statusesLogged(given: { ratio?: number; random?: number; level?: Level }) {
    const world = createTestWorld();
    const { ratio = 1, random = 0, level = 'info' } = given;
    const sink = { write: world.stdout.write, push: () => undefined };
    const { now, monotonicMs, schedule } = world;
    const loggers = createLoggers({ now, monotonicMs, schedule, level: 'info', sink });
    const observer = createExchangeLog({ loggers, now, ratio, random: () => random });
    loggers.setLevel('http', level);
    await using app = await startApp({ routes, observers: [observer] });
    for (const path of ['orders/1', 'nothing', 'broken'])
      await (await fetch(`${app.origin}/${path}`)).text();
    const lines = world.written.stdout().split('\n').filter(Boolean);
    return lines.map((line) => (JSON.parse(line) as { status: number }).status);
  }

  it.each([
    [0, 0, [500]],
    [0.5, 0.49, [200, 404, 500]],
    [0.5, 0.5, [500]],
    [1, 0.999, [200, 404, 500]],
  ])('with the ratio %d and the random number %d logs %j', async (ratio, random, statuses) => {
    expect(await statusesLogged({ ratio, random })).toEqual(statuses);
  });

  it('names the thread in the place where other lines have it', async () => {
    const world = createTestWorld();
    const { now, monotonicMs, schedule, random } = world;
    const sink = { write: world.stdout.write, push: () => undefined };
    const loggers = createLoggers({ now, monotonicMs, schedule, level: 'info', sink });
    const observer = createExchangeLog({ loggers, now, ratio: 1, random, thread: 2 });
    await using app = await startApp({ routes, observers: [observer] });
    await (await fetch(`${app.origin}/orders/1`)).text();
    expect(world.written.stdout()).toContain(`"time":"${TEST_TIME}","thread":2,"logger":"http",`);
  });

  it.each(LEVELS)('heeds the level %s of the logger http', async (level) => {
    const isAll = LEVELS.indexOf(level) >= LEVELS.indexOf('info');
    const statuses = level === 'warn' ? [500] : isAll ? [200, 404, 500] : [];
    expect(await statusesLogged({ level })).toEqual(statuses);
  });
});
