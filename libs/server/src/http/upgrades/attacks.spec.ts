import express from 'express';
import { openRaw } from '../../../testing/raw-client.ts';
import type { AppInput, RunningApp } from '../../../testing/start-app.ts';
import {
  createRooms,
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

describe('a request that asks for an upgrade', () => {
  const upgrade = (path: string, ...fields: string[]) =>
    [`GET ${path} HTTP/1.1`, 'Host: test', 'Connection: Upgrade', ...fields, '', ''].join('\r\n');
  const websocket = 'Upgrade: websocket';
  const smuggled = 'GET /plain HTTP/1.1\r\nHost: test\r\n\r\n';
  const long = 'x'.repeat(9_000);

  it.each<[string, string, number[]]>([
    ['has no key', upgrade('/rooms/7', websocket), [400]],
    ['has a short key', upgrade('/rooms/7', websocket, 'Sec-WebSocket-Key: abc'), [400]],
    ['has an old version', HANDSHAKE.replace('13', '7') + '\r\n', [400]],
    ['is for a path without a route', upgrade('/nothing', websocket) + smuggled, [404]],
    ['is for a route that takes none', upgrade('/plain', websocket) + smuggled, [200]],
    ['is for a handler that fails', upgrade('/failing', websocket) + smuggled, [500]],
    ['is for a handler that takes it twice', upgrade('/twice', websocket), [500]],
    ['has another method', upgrade('/rooms/7', websocket).replace('GET', 'PUT'), [405]],
    ['has two Hosts', upgrade('/rooms/7', websocket, 'Host: test') + smuggled, [400]],
    ['has no Host', upgrade('/rooms/7', websocket).replace('Host: test\r\n', ''), [400]],
    ['has a long target', upgrade(`/${long}`, websocket), [414]],
    ['has a large head', upgrade('/rooms/7', websocket, `A: ${long}`, `B: ${long}`), [431]],
    ['has many fields', upgrade('/rooms/7', websocket, ...Array<string>(100).fill('A: b')), [431]],
    ['names another protocol', upgrade('/rooms/7', 'Upgrade: h2c'), [426, 200]],
    ['is of HTTP/1.0', upgrade('/rooms/7', websocket).replace('1.1', '1.0'), [426]],
    [
      'has a body',
      upgrade('/rooms/7', websocket, `Content-Length: ${smuggled.length}`) + smuggled,
      [426, 200],
    ],
    [
      'has chunks',
      upgrade('/rooms/7', websocket, 'Transfer-Encoding: chunked') + `2\r\nhi\r\n0\r\n\r\n`,
      [426, 200],
    ],
    ['follows an unanswered request', smuggled + upgrade('/rooms/7', websocket), [200, 426, 200]],
  ])('is answered once and never hangs if it %s', async (_case, bytes, statuses) => {
    await start();
    const isKept = statuses.length > 1;
    const received = await rooms.exchange(bytes, isKept ? statuses.length - 1 : undefined);
    expect(statusesIn(received)).toEqual(statuses);
    await until(() => app.managed.limits.sockets.all.size === 0);
    expect(app.managed.limits.inFlight.size).toBe(0);
    expect(rooms.lines('upgrade ended')).toEqual([]);
  });

  it('is answered with 426 and the protocols of the program if it asks for none of them', async () => {
    await start();
    const answer = await fetch(`${app.origin}/rooms/7`);
    expect([answer.status, answer.headers.get('upgrade')]).toEqual([426, 'websocket']);
  });

  it('is answered with 503 if its route takes it and then does nothing', async () => {
    await start({ monotonicMs: () => performance.now(), settings: { handlerTimeoutMs: 50 } });
    expect(await rooms.exchange(upgrade('/silent', websocket))).toMatch(/^HTTP\/1\.1 503 /);
    expect(rooms.lines('request')).toMatchObject([{ status: 503, errorType: 'timeout' }]);
  });

  it('is answered with 408 if its head does not end', async () => {
    await start({ settings: { headersTimeoutMs: 50 } });
    expect(await rooms.exchange(HANDSHAKE)).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('is answered by a middleware that rejects its Origin', async () => {
    const guard = express.Router().use(({ headers }, response, next) => {
      if (headers.origin === 'https://evil.example') response.sendStatus(403);
      else next();
    });
    await start({ routes: guard.use(createRooms()) });
    expect(await rooms.exchange(`${HANDSHAKE}Origin: https://evil.example\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 403 /,
    );
    expect(await rooms.exchangeFirst(`${HANDSHAKE}Origin: https://good.example\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 101 /,
    );
  });

  it('has the address that a trusted proxy names', async () => {
    const trustedProxies = ['127.0.0.0/8'] as const;
    await start({ settings: { trustedProxies } });
    using client = await openRaw(app.port, `${HANDSHAKE}X-Forwarded-For: 192.0.2.7\r\n\r\n`);
    await until(() => client.received() !== '');
    client.socket.destroy();
    await until(() => rooms.lines('upgrade ended').length === 1);
    expect(rooms.lines('upgrade ended')).toMatchObject([{ clientAddress: '192.0.2.7' }]);
  });

  it('is an ordinary request for a program that names no protocol', async () => {
    await start({ upgrades: [] });
    expect(statusesIn(await rooms.exchange(upgrade('/plain', websocket), 1))).toEqual([200, 200]);
    expect(statusesIn(await rooms.exchange(upgrade('/rooms/7', websocket), 1))).toEqual([500, 200]);
    expect(JSON.stringify(app.log())).toContain('name its protocol in `upgrades` of the program');
  });
});
