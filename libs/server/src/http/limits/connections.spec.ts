import { once } from 'node:events';
import { Server } from 'node:http';
import { Socket } from 'node:net';
import { readMetric } from '../../../testing/read-metric.ts';
import { createMetrics } from '../../telemetry/metrics/create-metrics.ts';
import { closeStalledConnections, watchConnections } from './connections.ts';
import { createOpenSockets } from './open-sockets.ts';

/** A server that does not listen, whose events the test sends. */
function start() {
  const server = new Server();
  const metrics = createMetrics();
  const sockets = createOpenSockets();
  const timeouts: string[] = [];
  let firstCount = 0;
  watchConnections(server, {
    metrics,
    countTimeout: (kind) => timeouts.push(kind),
    monotonicMs: () => 1_000,
    sockets,
    onFirst: () => (firstCount += 1),
  });
  const accept = (): Socket => {
    const socket = new Socket();
    server.emit('connection', socket);
    return socket;
  };
  return { server, metrics, timeouts, accept, firstCount: () => firstCount };
}

async function close(socket: Socket): Promise<void> {
  const closed = once(socket, 'close');
  socket.destroy();
  await closed;
}

describe('watchConnections()', () => {
  it('begins the counts of a connection', () => {
    expect(start().accept()).toMatchObject({
      unansweredCount: 0,
      requestCount: 0,
      openedMs: 1_000,
      idleSinceMs: 1_000,
    });
  });

  it('calls back for the first connection, and again after there was none', async () => {
    const { accept, firstCount } = start();
    const [first, second] = [accept(), accept()];
    expect(firstCount()).toBe(1);
    await close(first);
    const third = accept();
    expect(firstCount()).toBe(1);
    await Promise.all([close(second), close(third)]);
    accept();
    expect(firstCount()).toBe(2);
  });

  it('counts open connections by state, and dropped ones', async () => {
    const { server, metrics, accept } = start();
    const [idle, active] = [accept(), accept()];
    active.unansweredCount = 2;
    expect(readMetric(metrics, 'http.server.connections')).toEqual({
      active: 1,
      idle: 1,
      upgraded: 0,
    });
    await close(idle);
    expect(readMetric(metrics, 'http.server.connections')).toEqual({
      active: 1,
      idle: 0,
      upgraded: 0,
    });
    server.emit('drop');
    expect(readMetric(metrics, 'http.server.dropped_connections')).toEqual({ '': 1 });
  });

  it.each([
    ['headers', 'ERR_HTTP_REQUEST_TIMEOUT', {}, ['headers']],
    ['request', 'ERR_HTTP_REQUEST_TIMEOUT', { unansweredCount: 1 }, ['request']],
    [
      'request',
      'ERR_HTTP_REQUEST_TIMEOUT',
      { lastResponse: { req: { complete: false } } }, // answered before its body
      ['request'],
    ],
    ['nothing after the last answer', 'ERR_HTTP_REQUEST_TIMEOUT', { isRefused: true }, []],
    ['nothing for another error', 'ECONNRESET', {}, []],
  ])('counts a timeout of node:http as %s', (_, code, state, counted) => {
    const { server, timeouts, accept } = start();
    const socket = Object.assign(accept(), state);
    server.emit('clientError', Object.assign(new Error('test'), { code }), socket);
    expect(timeouts).toEqual(counted);
  });
});

describe('closeStalledConnections()', () => {
  it.each([
    [100, 0, false],
    [101, 0, true],
    [101, 1, false],
  ])('after %i of 100 ms, with %i requests in progress, closes: %j', (nowMs, count, isClosed) => {
    const socket = Object.assign(new Socket(), { unansweredCount: count, idleSinceMs: 0 });
    closeStalledConnections([socket], nowMs, 100);
    expect(socket.destroyed).toBe(isClosed);
  });
});
