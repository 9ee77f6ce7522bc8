import { once } from 'node:events';
import { WebSocket } from 'ws';
import { openRaw } from '../../../testing/raw-client.ts';
import { readMetric } from '../../../testing/read-metric.ts';
import type { AppInput, RunningApp } from '../../../testing/start-app.ts';
import {
  HANDSHAKE,
  startRooms,
  statusesIn,
  type RunningRooms,
} from '../../../testing/start-rooms.ts';
import { until } from '../../../testing/until.ts';

let rooms: RunningRooms;
let app: RunningApp;

async function start(input: AppInput = {}): Promise<void> {
  rooms = await startRooms(input);
  ({ app } = rooms);
}

afterEach(async () => rooms[Symbol.asyncDispose]());

async function connect(path = '/rooms/7?token=secret'): Promise<WebSocket> {
  const client = new WebSocket(`${app.origin.replace('http', 'ws')}${path}`);
  client.on('error', () => undefined);
  await once(client, 'open');
  return client;
}

const metric = (name: string) => readMetric(app.metrics, `http.server.${name}`);

describe('a WebSocket of ws', () => {
  it('exchanges messages, and each of its ends is a line of the log', async () => {
    await start();
    const client = await connect();
    client.send('hello');
    const [message] = (await once(client, 'message')) as [Buffer];
    expect(String(message)).toBe('7: hello');
    client.close(4321);
    await until(() => rooms.lines('upgrade ended').length === 1);
    const facts = { logger: 'http', requestId: 'test-id', path: '/rooms/7', route: '/rooms/:room' };
    expect(rooms.lines('request')).toMatchObject([{ ...facts, method: 'GET', status: 101 }]);
    expect(rooms.lines('request')[0]).not.toHaveProperty('errorType');
    // The client masks its frames: 2 + 4 + 5 bytes, then 2 + 4 + 2; the server does not: 2 + 8, then 2 + 2.
    expect(rooms.lines('upgrade ended')).toMatchObject([
      { ...facts, protocol: 'websocket', bytesIn: 19, bytesOut: 14, closeCode: 4321 },
    ]);
    expect(JSON.stringify(app.log())).not.toContain('secret');
  });

  it('gets the id of its request with the answer', async () => {
    await start();
    expect(await rooms.exchangeFirst(`${HANDSHAKE}\r\n`)).toMatch(
      /^HTTP\/1\.1 101 [^]*\r\nX-Request-Id: test-id\r\n\r\n$/,
    );
  });

  it('gets what it sent together with the request', async () => {
    await start();
    using client = await openRaw(app.port, `${HANDSHAKE}\r\n\x81\x82\0\0\0\0hi`);
    await until(() => client.received().endsWith('\x81\x057: hi'));
    client.socket.write('\x88\x82\0\0\0\0\x03\xe8', 'latin1');
    await client.closed;
    await until(() => rooms.lines('upgrade ended').length === 1);
    expect(rooms.lines('upgrade ended')).toMatchObject([
      { bytesIn: 16, bytesOut: 11, closeCode: 1000 },
    ]);
  });

  it('is neither in flight nor idle, but upgraded', async () => {
    await start();
    await connect();
    await until(() => metric('connections')['upgraded'] === 1);
    expect(metric('connections')).toEqual({ active: 0, idle: 0, upgraded: 1 });
    expect(app.managed.limits.inFlight.size).toBe(0);
  });

  it('is measured by the protocol and the route', async () => {
    await start();
    const client = await connect();
    client.terminate();
    await until(() => rooms.lines('upgrade ended').length === 1);
    expect(rooms.lines('upgrade ended')).toMatchObject([{ closeCode: 1006 }]);
    expect(metric('upgrade.duration')).toEqual({ '/rooms/:room,websocket': 0 });
  });

  it('learns of the shutdown by request.draining, and closes with a code', async () => {
    await start();
    const client = await connect();
    const closed = once(client, 'close');
    app.endStreams();
    expect((await closed)[0]).toBe(1001);
    await until(() => rooms.lines('upgrade ended').length === 1);
    expect(rooms.lines('upgrade ended')).toMatchObject([{ closeCode: 1001 }]);
  });

  it('is refused during the shutdown, so that its client goes elsewhere', async () => {
    await start({ settings: { retryAfterSeconds: 7 } });
    app.endStreams();
    expect(await rooms.exchange(`${HANDSHAKE}\r\n`)).toMatch(
      /^HTTP\/1\.1 503 [^]*\r\nRetry-After: 7\r\n/,
    );
    expect(metric('refused_upgrades')).toEqual({ draining: 1 });
  });

  it('is refused at MAX_UPGRADES, and accepted once another one has ended', async () => {
    await start({ settings: { maxUpgrades: 1, retryAfterSeconds: 7 } });
    const first = await connect();
    expect(await rooms.exchange(`${HANDSHAKE}\r\n`)).toMatch(
      /^HTTP\/1\.1 503 [^]*\r\nRetry-After: 7\r\n/,
    );
    expect(metric('refused_upgrades')).toEqual({ limit: 1 });
    first.close();
    await until(() => rooms.lines('upgrade ended').length === 1);
    await connect();
  });

  it('is not counted if its request has ended before its route takes it', async () => {
    const settings = { maxUpgrades: 1, handlerTimeoutMs: 50 };
    await start({ monotonicMs: () => performance.now(), settings });
    const late = HANDSHAKE.replace('/rooms/7', '/late');
    expect(statusesIn(await rooms.exchange(`${late}\r\n`))).toEqual([503]);
    await until(() => app.managed.limits.sockets.all.size === 0);
    await connect();
    expect(app.log().filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('is cut after UPGRADE_IDLE_TIMEOUT_MS without a byte', async () => {
    const monotonicMs = () => performance.now();
    await start({ monotonicMs, settings: { upgradeIdleTimeoutMs: 100 } });
    const client = await connect();
    expect((await once(client, 'close'))[0]).toBe(1006);
    await until(() => rooms.lines('upgrade ended').length === 1);
    expect(rooms.lines('upgrade ended')).toMatchObject([{ errorType: 'timeout', closeCode: 1006 }]);
  });

  it('outlives the limits of requests and of idle connections', async () => {
    let nowMs = 0;
    let rounds = 0;
    const monotonicMs = () => ((rounds += 1), nowMs);
    await start({ monotonicMs, settings: { upgradeIdleTimeoutMs: 86_400_000 } });
    const client = await connect();
    nowMs += 3_600_000;
    const before = rounds;
    await until(() => rounds > before + 1);
    client.send('still there');
    expect(String((await once(client, 'message'))[0])).toBe('7: still there');
  });
});
