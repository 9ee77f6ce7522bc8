import express from 'express';
import { trace } from '@opentelemetry/api';
import { createTestExchange } from '../../../testing/create-exchange.ts';
import { TEST_TIME } from '../../../testing/test-world.ts';
import { createMetrics } from '../../telemetry/metrics/create-metrics.ts';
import { exchangeRaw } from '../../../testing/exchange-raw.ts';
import { startApp } from '../../../testing/start-app.ts';
import { createExchangeMetrics } from './measure-exchanges.ts';

const routes = express
  .Router()
  .get('/orders/:id', (_request, response) => response.end())
  .get('/broken', () => {
    throw new TypeError('broken');
  });

async function start() {
  const metrics = createMetrics();
  const observers = [createExchangeMetrics(metrics, () => new Date(TEST_TIME))];
  const app = await startApp({
    routes,
    observers,
    settings: { maxPipelinedRequests: 200 },
  });
  const series = () => metrics.snapshot()[0]?.series ?? [];
  return { app, series, [Symbol.asyncDispose]: () => app[Symbol.asyncDispose]() };
}

const version = { 'network.protocol.version': '1.1', 'url.scheme': 'http' };

describe('createExchangeMetrics()', () => {
  it.each([
    [
      'GET /orders/42',
      {
        'http.request.method': 'GET',
        'http.response.status_code': '200',
        'http.route': '/orders/:id',
      },
    ],
    ['PROPFIND /alice', { 'http.request.method': '_OTHER', 'http.response.status_code': '404' }],
    [
      'GET /broken',
      {
        'http.request.method': 'GET',
        'http.response.status_code': '500',
        'http.route': '/broken',
        'error.type': '500',
      },
    ],
  ])('measures %s by its route, not its path', async (line, attributes) => {
    await using started = await start();
    const { app, series } = started;
    for (let count = 0; count < 3; count += 1) await exchangeRaw(app.port, `${line} HTTP/1.1`);
    expect(series()).toMatchObject([{ attributes: { ...attributes, ...version }, value: 0 }]);
    expect(series()[0]?.counts?.[0]).toBe(3);
    expect(Object.keys(series()[0]?.attributes ?? {})).toHaveLength(
      Object.keys({ ...attributes, ...version }).length,
    );
  });

  it('adds no series for a flood of paths, methods and hosts', async () => {
    await using started = await start();
    const { app, series } = started;
    const methods = ['GET', 'PROPFIND', 'REPORT', 'MKCOL', 'PURGE'];
    const flood = (count: number) =>
      Array.from({ length: count }, (_, id) => {
        const method = methods[id % methods.length] ?? '';
        const host = id === count - 1 ? '' : `Host: h${id}\r\n`; // the Host of the last one follows below
        return `${method} /p${id}/${id} HTTP/1.1\r\n${host}\r\n`;
      });
    const batches = Array.from({ length: 100 }, () => flood(100).join(''));
    for (const [index, batch] of batches.entries()) {
      const unique = batch.replaceAll('/p', `/q${index}-`).replaceAll(': h', `: g${index}-`);
      await exchangeRaw(app.port, unique.slice(0, -4));
    }
    expect(series()).toHaveLength(2); // GET and _OTHER
    const counted = series().flatMap(({ counts = [] }) => counts);
    expect(counted.reduce((sum, count) => sum + count)).toBe(10_000);
  });
});

describe('createExchangeMetrics() of a traced exchange', () => {
  const ids = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };

  it.each([
    [1, 'keeps a sampled trace', [{ ...ids, timeMs: Date.parse(TEST_TIME), value: 0.006 }]],
    [0, 'keeps no trace that is not sampled', []],
  ])('with the flags %d %s', (traceFlags, _, expected) => {
    const metrics = createMetrics();
    const observer = createExchangeMetrics(metrics, () => new Date(TEST_TIME));
    const { exchange } = createTestExchange();
    exchange.trace = { ...ids, span: trace.wrapSpanContext({ ...ids, traceFlags }) };
    observer.onEnd(exchange, 6);
    const [series] = metrics.snapshot()[0]?.series ?? [];
    expect((series?.exemplars ?? []).filter((one) => one !== undefined)).toEqual(expected);
    expect(series?.exemplars?.[1]).toEqual(expected[0]);
  });
});
