import { once } from 'node:events';
import { Agent, createServer, request, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import express from 'express';
import { createOpenSockets } from '../http/limits/open-sockets.ts';
import { addPresetHeaders } from '../http/preset-headers.ts';
import { createPrototypes } from '../http/private-surfaces.ts';
import type { SocketOrigin } from './listen/listen.ts';
import { createLog } from '../telemetry/log/log.ts';
import { until } from '../../testing/until.ts';
import { createLifecycle } from './create-lifecycle.ts';
import { planShutDown, shutDown } from './shut-down.ts';

describe('planShutDown()', () => {
  it.each([
    [25_000, 0, 'bound', { delayMs: 0, drainMs: 24_000 }],
    [25_000, 5_000, 'bound', { delayMs: 5_000, drainMs: 19_000 }],
    [25_000, 24_500, 'bound', { delayMs: 12_000, drainMs: 12_000 }],
    [5_000, 5_000, 'bound', { delayMs: 2_000, drainMs: 2_000 }], // after a crash
    [1_000, 500, 'bound', { delayMs: 0, drainMs: 0 }],
    [25_000, 0, 'adopted', { delayMs: 500, drainMs: 23_500 }],
    [25_000, 5_000, 'adopted', { delayMs: 5_000, drainMs: 19_000 }],
    [1_000, 0, 'adopted', { delayMs: 0, drainMs: 0 }],
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
let sockets: ReadonlySet<Socket>;
let closeAfterAnswers: () => void;

async function get(): Promise<IncomingMessage> {
  const [response] = (await once(request({ port, agent }).end(), 'response')) as [IncomingMessage];
  await once(response.resume(), 'end');
  return response;
}

function begin(delayMs: number, origin: SocketOrigin = 'bound') {
  const log = createLog({ level: 'info', now: () => new Date(0), take: () => undefined });
  const lifecycle = createLifecycle(log);
  const input = { server, sockets, closeAfterAnswers, lifecycle, log, origin };
  return { lifecycle, ended: shutDown(input, { cause: 'SIGTERM', delayMs, drainMs: 2 ** 30 }) };
}

describe('shutDown()', () => {
  beforeEach(async () => {
    const app = express();
    server = createServer(createPrototypes(app));
    ({ closeAfterAnswers } = addPresetHeaders(app));
    const open = createOpenSockets();
    open.watch(server);
    sockets = open.all;
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
    const { lifecycle, ended } = begin(300);
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
    const { lifecycle, ended } = begin(2 ** 30, 'adopted');
    expect(server.listening).toBe(false);
    const response = await get(); // on the connection that was kept alive
    expect([response.statusCode, response.headers.connection]).toEqual([200, 'close']);
    expect(await ended).toBe(true);
    expect(lifecycle.phase()).toBe('stopping');
  });

  it('closes idle connections to an adopted socket', async () => {
    server.on('request', (_request, response) => response.end('late'));
    await get();
    expect(await begin(100, 'adopted').ended).toBe(true);
    await until(() => sockets.size === 0);
  });
});
