import { Server } from 'node:http';
import { Socket } from 'node:net';
import express from 'express';
import { createTestExchange } from '../../../testing/create-exchange.ts';
import { readMetric } from '../../../testing/read-metric.ts';
import { defaultsOf } from '../../config/setting.ts';
import { serverSettings, type Settings } from '../../config/settings.ts';
import { createMetrics } from '../../telemetry/metrics/create-metrics.ts';
import { sentHeadOf } from '../private-surfaces.ts';
import { createLimits } from './create-limits.ts';

const ROUND_MS = 250;
let nowMs: number;

beforeEach(() => {
  jest.useFakeTimers();
  nowMs = 0;
});
afterEach(() => {
  jest.useRealTimers();
});

function pass(rounds: number): void {
  for (let round = 0; round < rounds; round += 1) {
    nowMs += ROUND_MS;
    jest.advanceTimersByTime(ROUND_MS);
  }
}

/** Limits on a server that does not listen, with one connection and one exchange in flight. */
function start(changed: Partial<Settings>) {
  const metrics = createMetrics();
  const server = new Server();
  const settings = { ...defaultsOf(serverSettings), retryAfterSeconds: 7, ...changed };
  const limits = createLimits({
    settings,
    metrics,
    monotonicMs: () => nowMs,
    openFilesLimit: 1_024,
  });
  limits.impose(server, express());
  const connection = new Socket();
  server.emit('connection', connection);
  const created = createTestExchange();
  limits.inFlight.onStart?.(created.exchange);
  const timeouts = () => readMetric(metrics, 'http.server.timeouts');
  return { ...created, server, limits, settings, connection, timeouts };
}

describe('createLimits()', () => {
  it('ends an exchange at the first round after the time of its handler', () => {
    const { exchange, response, timeouts } = start({ handlerTimeoutMs: ROUND_MS * 2 });
    pass(2);
    expect(exchange.errorType).toBeUndefined();
    pass(1);
    expect(exchange.errorType).toBe('timeout');
    expect(sentHeadOf(response)).toMatch(/^HTTP\/1\.1 503 [^]*\r\nRetry-After: 7\r\n/);
    pass(4);
    expect(timeouts()).toEqual({ handler: 1 }); // once
  });

  it('ends an exchange whose body is too slow with 408', () => {
    const { exchange, request, response, timeouts } = start({
      bodyGraceMs: ROUND_MS * 2,
      bodyMinBytesPerSecond: 1,
    });
    request.resume();
    pass(2);
    expect(exchange.errorType).toBeUndefined();
    pass(1);
    expect(sentHeadOf(response)).toMatch(/^HTTP\/1\.1 408 /);
    expect(sentHeadOf(response)).not.toContain('Retry-After');
    pass(4);
    expect(timeouts()).toEqual({ body: 1 }); // once
  });

  it('cuts an answer whose reader has stalled', () => {
    const { exchange, response, socket, timeouts } = start({ writeStallTimeoutMs: ROUND_MS });
    response.writeHead(200);
    Object.assign(response, { socket: { bytesWritten: 9, writableLength: 9 } });
    pass(2); // the first round notes the count
    expect(exchange.errorType).toBeUndefined();
    pass(1);
    expect([exchange.errorType, socket.destroyed]).toEqual(['timeout', true]);
    expect(timeouts()).toEqual({ write: 1 });
  });

  it('closes a connection that stays idle past all that Node allows', () => {
    const { connection } = start({ keepAliveTimeoutMs: 500, headersTimeoutMs: 500 });
    pass(8); // 500 + 1000 + 500
    expect(connection.destroyed).toBe(false);
    pass(1);
    expect(connection.destroyed).toBe(true);
  });

  it('runs rounds only while a connection is open', () => {
    jest.useFakeTimers({ doNotFake: ['nextTick'] });
    const { connection } = start({});
    expect(jest.getTimerCount()).toBe(1);
    connection.emit('close');
    pass(1);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('ends an admitted exchange with 413 at the first byte past the limit of its body', () => {
    const { exchange, request, response, limits } = start({ maxBodyBytes: 4 });
    request.headers = { 'transfer-encoding': 'chunked' };
    expect(limits.admit(exchange)).toBe(true);
    request.push(Buffer.from('abcd'));
    expect(exchange.errorType).toBeUndefined();
    request.push(Buffer.from('e'));
    expect(exchange.errorType).toBe('body_too_large');
    expect(sentHeadOf(response)).toMatch(/^HTTP\/1\.1 413 /);
  });

  it('sheds while the rounds are late', () => {
    const { limits } = start({ shedLoopDelayMs: 100 });
    nowMs += 400; // blocked
    pass(1);
    expect(limits.isShedding()).toBe(true);
    pass(2);
    expect(limits.isShedding()).toBe(false);
  });

  it.each([
    [undefined, 768],
    [5, 5],
  ])('applies the settings to the server, with maxConnections %j as %i', (given, expected) => {
    const { limits, server, settings } = start({ maxConnections: given });
    limits.apply(server);
    expect(server).toMatchObject({
      headersTimeout: settings.headersTimeoutMs,
      requestTimeout: settings.requestTimeoutMs,
      keepAliveTimeout: settings.keepAliveTimeoutMs,
      maxRequestsPerSocket: settings.maxRequestsPerConnection,
      maxConnections: expected,
    });
  });
});
