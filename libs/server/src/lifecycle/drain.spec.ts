import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { acceptRest, drain } from './drain.ts';
import { drainRows } from '../../testing/drain-rows.ts';
import { createOpenSockets, type OpenSockets } from '../http/limits/open-sockets.ts';

const NEVER_MS = 2 ** 30;
const NEVER = new AbortController().signal;
let server: Server;
let sockets: OpenSockets;

beforeEach(async () => {
  server = createServer();
  const open = createOpenSockets();
  open.watch(server);
  sockets = open;
  await once(server.listen(0, '127.0.0.1'), 'listening');
});
afterEach(() => {
  server.close().closeAllConnections();
});

async function open(bytes: string): Promise<Socket> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const accepted = once(server, 'connection');
  socket.write(bytes);
  await accepted;
  return socket;
}

/** Waits until a connection is closed, or reset because the server had not read all of it. */
function closeOf(socket: Socket): Promise<void> {
  const closed = Promise.withResolvers<undefined>();
  socket
    .resume()
    .on('error', () => undefined)
    .once('close', () => {
      closed.resolve(undefined);
    });
  return closed.promise;
}

async function nextResponse(): Promise<ServerResponse> {
  const [, response] = (await once(server, 'request')) as [unknown, ServerResponse];
  return response;
}

/** Drains with a grace that has no effect on what is tested. */
const drainBy = (deadlineMs: number) =>
  drain({ server, sockets }, { graceMs: 0, deadline: AbortSignal.timeout(deadlineMs) });

const REQUEST = 'GET / HTTP/1.1\r\nHost: test\r\n\r\n';

describe('acceptRest()', () => {
  it('stops in time although each turn of the event loop handles a request', async () => {
    let turns = 0;
    const handle = (): void => {
      if (!server.listening) return;
      turns += 1;
      server.emit('request');
      const endMs = performance.now() + 1;
      while (performance.now() < endMs);
      setImmediate(handle);
    };
    handle();
    await acceptRest(server, [{ server, address: null }], 50);
    expect(turns).toBeLessThan(500);
  });
});

describe('drain()', () => {
  it('ends at once when nothing is open', async () => {
    expect(await drainBy(NEVER_MS)).toEqual({ cutCount: 0, missedCount: 0 });
  });

  it.each([
    ['that has sent nothing', ''],
    ['that is kept alive', REQUEST],
  ])('closes a connection %s', async (_, bytes) => {
    server.on('request', (_request, response) => response.end());
    const socket = await open(bytes);
    if (bytes !== '') await once(socket, 'data');
    expect(await drainBy(NEVER_MS)).toEqual({ cutCount: 0, missedCount: 0 });
  });

  it('lets a request in progress finish, although its connection would be kept alive', async () => {
    const received = nextResponse();
    const socket = await open(REQUEST);
    const answer = text(socket);
    const response = await received;
    const drained = drainBy(NEVER_MS);
    response.end('late');
    expect(await drained).toEqual({ cutCount: 0, missedCount: 0 });
    expect(await answer).toContain('late');
  });

  it('keeps an idle connection for the grace', async () => {
    server.on('request', (_request, response) => response.end());
    const socket = await open(REQUEST);
    await once(socket, 'data');
    const drained = drain({ server, sockets }, { graceMs: NEVER_MS, deadline: NEVER });
    socket.write(REQUEST.replace('test', 'test\r\nConnection: close'));
    expect(await text(socket)).toContain('HTTP/1.1 200');
    expect(await drained).toEqual({ cutCount: 0, missedCount: 0 });
  });

  it('counts a connection on which a request arrives after its end', async () => {
    server.on('request', (_request, response) => response.end());
    const socket = connect({ port: (server.address() as AddressInfo).port, allowHalfOpen: true });
    await once(server, 'connection');
    socket.resume().once('end', () => socket.end(REQUEST));
    expect(await drainBy(NEVER_MS)).toEqual({ cutCount: 0, missedCount: 1 });
  });

  it('accepts no further connection', async () => {
    const received = nextResponse();
    await open(REQUEST);
    const response = await received;
    const { port } = server.address() as AddressInfo;
    const drained = drainBy(NEVER_MS);
    const [error] = (await once(connect(port, '127.0.0.1'), 'error')) as [unknown];
    expect(error).toMatchObject({ code: 'ECONNREFUSED' });
    response.end();
    await drained;
  });

  it('cuts open connections at the deadline', async () => {
    const received = nextResponse();
    const socket = await open(REQUEST);
    const closed = closeOf(socket);
    await received;
    expect(await drainBy(1)).toEqual({ cutCount: 1, missedCount: 0 });
    await closed;
  });

  it('cuts a half-sent request at the deadline', async () => {
    const socket = await open('GET / HTTP/1.1\r\nHos');
    const closed = closeOf(socket);
    await drainBy(1);
    await closed;
  });

  it('cuts an upgraded connection at the deadline', async () => {
    server.on('upgrade', (_request, upgraded: Socket) => {
      upgraded.write(
        'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n',
      );
    });
    const socket = await open(
      'GET / HTTP/1.1\r\nHost: test\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n',
    );
    await once(socket, 'data');
    const closed = closeOf(socket);
    expect(await drainBy(1)).toEqual({ cutCount: 1, missedCount: 0 });
    await closed;
  });

  it.each(drainRows.filter(({ isCut }) => isCut))(
    'ends by the deadline although a client $name, and answers another client',
    async ({ bytes }) => {
      const asked = Promise.withResolvers<ServerResponse>();
      server.on('request', (request, response) => {
        if (request.url === '/') asked.resolve(response);
        if (request.url === '/read') request.on('end', () => response.end()).resume();
        if (request.url === '/large') response.end(Buffer.alloc(2 ** 26));
        if (request.url === '/endless') response.write('data: 1\n\n');
      });
      const slow = (await open(bytes)).on('error', () => undefined); // a reset, because bytes were left unread
      const answer = text(await open(REQUEST));
      const response = await asked.promise;
      const drained = drainBy(500); // far more than a busy machine needs to close the idle one
      response.end('unharmed');
      expect(await answer).toContain('unharmed');
      expect(await drained).toEqual({ cutCount: 1, missedCount: 0 });
      slow.destroy();
    },
  );
});
