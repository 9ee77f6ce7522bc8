import { once } from 'node:events';
import {
  Agent,
  createServer,
  request,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { createOpenSockets, type OpenSockets } from '../http/limits/open-sockets.ts';
import { addPresetHeaders } from '../http/preset-headers.ts';
import { createPrototypes } from '../http/private-surfaces.ts';
import type { SocketOrigin } from './listen/listen.ts';
import { createLog } from '../telemetry/log/log.ts';
import { openRaw } from '../../testing/raw-client.ts';
import { until } from '../../testing/until.ts';
import { createLifecycle } from './create-lifecycle.ts';
import { planShutDown, shutDown } from './shut-down.ts';

describe('planShutDown()', () => {
  it.each([
    [25_000, 0, 'bound', { delayMs: 0, graceMs: 500, drainMs: 24_000 }],
    [25_000, 5_000, 'bound', { delayMs: 5_000, graceMs: 500, drainMs: 19_000 }],
    [25_000, 24_500, 'bound', { delayMs: 12_000, graceMs: 500, drainMs: 12_000 }],
    [5_000, 5_000, 'bound', { delayMs: 2_000, graceMs: 500, drainMs: 2_000 }], // after a crash
    [1_500, 0, 'bound', { delayMs: 0, graceMs: 250, drainMs: 500 }],
    [1_000, 500, 'bound', { delayMs: 0, graceMs: 0, drainMs: 0 }],
    [25_000, 0, 'adopted', { delayMs: 0, graceMs: 500, drainMs: 24_000 }],
    [25_000, 5_000, 'adopted', { delayMs: 0, graceMs: 5_000, drainMs: 24_000 }],
    [1_000, 0, 'adopted', { delayMs: 0, graceMs: 0, drainMs: 0 }],
  ] as const)(
    'divides %d ms with a delay of %d, %s, into %j',
    (budgetMs, delayMs, origin, plan) => {
      expect(planShutDown(budgetMs, delayMs, origin)).toEqual(plan);
    },
  );
});

const agent = new Agent({ keepAlive: true });
let server: Server;
let port: number;
let sockets: OpenSockets;
let closeAfterAnswers: () => void;

async function get(): Promise<IncomingMessage> {
  const [response] = (await once(request({ port, agent }).end(), 'response')) as [IncomingMessage];
  await once(response.resume(), 'end');
  return response;
}

const REQUEST = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';
const CLIENTS = 20;

interface Begin {
  readonly delayMs?: number;
  readonly graceMs?: number;
  readonly origin?: SocketOrigin;
}

function begin({ delayMs = 0, graceMs = 500, origin = 'bound' }: Begin = {}) {
  const log = createLog({ level: 'info', now: () => new Date(0), take: () => undefined });
  const lifecycle = createLifecycle(log);
  const acceptors = [{ server, address: server.address() }];
  const input = { server, sockets, acceptors, closeAfterAnswers, lifecycle, log, origin };
  const plan = { cause: 'SIGTERM', delayMs, graceMs, drainMs: 2 ** 30 };
  return { lifecycle, ended: shutDown(input, plan) };
}

describe('shutDown()', () => {
  beforeEach(async () => {
    const app = express();
    server = createServer(createPrototypes(app));
    ({ closeAfterAnswers } = addPresetHeaders(app, () => 0));
    const open = createOpenSockets();
    open.watch(server);
    sockets = open;
    await once(server.listen(0, '127.0.0.1'), 'listening');
    ({ port } = server.address() as AddressInfo);
  });
  afterEach(() => {
    agent.destroy();
    server.close().closeAllConnections();
  });

  it('keeps answering during the delay, with Connection: close', async () => {
    server.on('request', (_request, response) => response.end('late'));
    expect((await get()).headers.connection).toBe('keep-alive');
    const { lifecycle, ended } = begin({ delayMs: 300 });
    expect(lifecycle.phase()).toBe('draining'); // from the first moment
    const response = await get();
    expect([response.statusCode, response.headers.connection]).toEqual([200, 'close']);
    expect(lifecycle.phase()).toBe('draining');
    expect(await ended).toBe(true);
    expect(lifecycle.phase()).toBe('stopping');
  });

  it('accepts no client on an adopted socket, and waits only while one is connected', async () => {
    server.on('request', (_request, response) => response.end('late'));
    await get();
    const { lifecycle, ended } = begin({ graceMs: 2 ** 30, origin: 'adopted' });
    expect(server.listening).toBe(false);
    const response = await get(); // on the connection that was kept alive
    expect([response.statusCode, response.headers.connection]).toEqual([200, 'close']);
    expect(await ended).toBe(true);
    expect(lifecycle.phase()).toBe('stopping');
  });

  it.each(['bound', 'adopted'] as const)(
    'closes idle connections after the grace, %s',
    async (origin) => {
      server.on('request', (_request, response) => response.end('late'));
      await get();
      expect(await begin({ graceMs: 100, origin }).ended).toBe(true);
      await until(() => sockets.all.size === 0);
    },
  );

  it('answers the requests that are on their way, and tells their clients to reconnect', async () => {
    server.on('request', (_request, response) => response.end('.'));
    const clients = await Promise.all(
      Array.from({ length: CLIENTS }, () => openRaw(port, REQUEST)),
    );
    for (const { received } of clients) await until(() => received().endsWith('.'));
    const { ended } = begin();
    const [early, late] = [clients.slice(0, CLIENTS / 2), clients.slice(CLIENTS / 2)];
    for (const { socket } of early) socket.write(REQUEST); // in the kernel, before the server reads again
    await until(() => !server.listening);
    for (const { socket } of late) socket.write(REQUEST);
    expect(await ended).toBe(true);
    for (const { received, closed } of clients) {
      await closed;
      expect(received().match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2);
    }
    for (const { received } of late) expect(received()).toMatch(/^connection: close/im);
  });

  it('answers the clients whose connections it has not yet accepted', async () => {
    server.on('request', (_request, response) => response.end('.'));
    const clients = Array.from({ length: CLIENTS }, () => openRaw(port, REQUEST));
    await new Promise<void>((resolve) => {
      process.nextTick(resolve); // the kernel has the connections, and this turn has not ended
    });
    const { ended } = begin();
    for (const waiting of clients) {
      const client = await waiting;
      await client.closed;
      expect(client.received()).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*\.$/);
    }
    expect(await ended).toBe(true);
  });

  it('answers the next request of a client whose answer had begun before', async () => {
    const begun = once(server, 'request') as Promise<[unknown, ServerResponse]>;
    const client = await openRaw(port, REQUEST);
    const [, response] = await begun;
    response.write('first');
    await until(() => client.received().includes('first'));
    server.on('request', (_request, next: ServerResponse) => next.end('second'));
    const { ended } = begin();
    await until(() => !server.listening);
    response.end();
    await until(() => client.received().endsWith('0\r\n\r\n'));
    client.socket.write(REQUEST);
    await client.closed;
    expect(client.received()).toMatch(/connection: keep-alive[^]*connection: close[^]*second/i);
    expect(await ended).toBe(true);
  });
});
