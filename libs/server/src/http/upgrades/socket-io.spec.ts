import { createServer } from 'node:http';
import express from 'express';
import { Server } from 'socket.io';
import { io as connect, type Socket } from 'socket.io-client';
import { startApp, type RunningApp } from '../../../testing/start-app.ts';
import { openRaw } from '../../../testing/raw-client.ts';
import { until } from '../../../testing/until.ts';

let server: Server;
let app: RunningApp;
let client: Socket;

/** Passes what is for Socket.IO on, as docs/upgrades.md shows. */
function createRoutes(): express.Router {
  server = new Server(createServer(), { serveClient: false });
  server.on('connection', (socket) => {
    socket.on('say', (text: string, answer: (text: string) => void) => {
      answer(`${text} by ${socket.conn.transport.name}`);
    });
  });
  return express.Router().all('/socket.io/', (request, response) => {
    if (request.headers.upgrade === undefined) {
      server.engine.handleRequest(request as never, response);
      return;
    }
    const { socket, head } = request.takeUpgrade();
    server.engine.handleUpgrade(request as never, socket, head);
  });
}

beforeEach(async () => {
  app = await startApp({ routes: createRoutes(), upgrades: ['websocket'] });
});
afterEach(async () => {
  client.close();
  server.engine.close();
  await app[Symbol.asyncDispose]();
});

async function say(text: string): Promise<string> {
  return (await client.timeout(10_000).emitWithAck('say', text)) as string;
}

describe('Socket.IO', () => {
  it('exchanges events by WebSocket alone, and learns of a shutdown', async () => {
    client = connect(app.origin, { transports: ['websocket'], reconnection: false });
    expect(await say('hello')).toBe('hello by websocket');
    const left = new Promise((resolve) => client.on('disconnect', resolve));
    server.disconnectSockets(true);
    expect(await left).toBe('io server disconnect');
    await until(() => app.log().some(({ msg }) => msg === 'upgrade ended'));
  });

  it('begins with requests and goes over to a WebSocket', async () => {
    client = connect(app.origin, { reconnection: false });
    expect(await say('hello')).toMatch(/^hello by (?:polling|websocket)$/);
    await until(() => client.io.engine.transport.name === 'websocket');
    await until(async () => (await say('again')) === 'again by websocket');
    const statuses = app.log().map(({ status }) => status);
    expect(statuses).toContain(200);
    expect(statuses).toContain(101);
  });

  it('rejects a handshake for an unknown transport', async () => {
    client = connect(app.origin, { autoConnect: false });
    using raw = await openRaw(
      app.port,
      'GET /socket.io/?EIO=4&transport=nothing HTTP/1.1\r\nHost: test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    );
    await raw.closed;
    expect(raw.received()).toMatch(/^HTTP\/1\.1 400 /);
    expect(app.log().at(-1)).toMatchObject({ msg: 'request', status: 400, route: '/socket.io/' });
  });
});
