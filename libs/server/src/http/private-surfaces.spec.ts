import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import {
  Agent,
  createServer,
  get,
  ServerResponse,
  type IncomingMessage,
  type Server,
} from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { TLSSocket } from 'node:tls';
import express, { type Request } from 'express';
import { until } from '../../testing/until.ts';
import {
  createHeadWriter,
  createPrototypes,
  discardInput,
  holdBackConnections,
  idleConnectionsOf,
  kernelBacklogOf,
  rememberPeer,
  replaceClosing,
  replacePush,
  replaceWriteHead,
  sentHeadOf,
  socketBelow,
  stopListening,
} from './private-surfaces.ts';

let server: Server;
const sockets: Socket[] = [];

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  server.close().closeAllConnections();
});

async function listen(created: Server): Promise<void> {
  server = created;
  await once(server.listen(0, '127.0.0.1'), 'listening');
}

/** Sends bytes to the server over a connection that the test closes. */
function send(bytes: string): Socket {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  sockets.push(socket);
  socket.write(bytes);
  return socket;
}

async function receive(bytes: string): Promise<[Request, ServerResponse]> {
  const received = once(server, 'request') as Promise<[Request, ServerResponse]>;
  send(bytes).resume();
  return received;
}

/** Prints how many of three connections are established, one after another. */
const CONNECT_THRICE = `
import socket, sys
kept = []
for _ in range(3):
    try:
        kept.append(socket.create_connection(("127.0.0.1", int(sys.argv[1])), timeout=0.5))
    except TimeoutError:
        pass
print(len(kept))`;

const GET = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';
const HINT = 'if not, Node or Express has changed: adapt private-surfaces.ts';

describe(`a private surface still works (${HINT})`, () => {
  it('ServerResponse._header contains the head that was sent: sentHeadOf()', async () => {
    await listen(createServer());
    const [, response] = await receive(GET);
    expect(sentHeadOf(response)).toBeUndefined();
    response.writeHead(201, ['X-Own', 'x']);
    expect(sentHeadOf(response)).toMatch(/^HTTP\/1\.1 201 Created\r\nX-Own: x\r\n[^]*\r\n\r\n$/);
    response.end();
  });

  it('Socket._handle.writeQueueSize counts what the kernel has not accepted: kernelBacklogOf()', async () => {
    await listen(createServer());
    const received = once(server, 'request') as Promise<[Request, ServerResponse]>;
    send(GET).pause();
    const [, response] = await received;
    const socket = response.socket as Socket;
    expect(kernelBacklogOf(socket)).toBe(0);
    response.end(Buffer.alloc(2 ** 26));
    expect(kernelBacklogOf(socket)).toBeGreaterThan(2 ** 20);
    expect(kernelBacklogOf(socket)).toBeLessThan(2 ** 26);
    socket.destroy();
    expect(kernelBacklogOf(socket)).toBe(0);
  });

  it('a closed socket knows its peer if it was asked before: rememberPeer()', async () => {
    await listen(createServer());
    const connected = once(server, 'connection') as Promise<[Socket]>;
    send('');
    const [socket] = await connected;
    rememberPeer(socket);
    const closed = once(socket, 'close');
    socket.destroy();
    await closed;
    expect(socket.remoteAddress).toBe('127.0.0.1');
  });

  it('the socket below a TLS socket is known: socketBelow()', async () => {
    await listen(createServer());
    const connected = once(server, 'connection') as Promise<[Socket]>;
    send('');
    const [socket] = await connected;
    expect(socketBelow(new TLSSocket(socket, { isServer: true }))).toBe(socket);
    expect(socketBelow(socket)).toBeUndefined();
  });

  it('node:http creates its objects with a prototype of Express, and Express keeps it: createPrototypes()', async () => {
    const app = express();
    await listen(createServer(createPrototypes(app)));
    const [request, response] = await receive(GET);
    expect(Object.getPrototypeOf(request)).toBe(app.request);
    expect(Object.getPrototypeOf(response)).toBe(app.response);
    app(request, response as never);
  });

  it.each([
    ['writeHead()', (response: ServerResponse) => response.writeHead(200).end()],
    ['write()', (response: ServerResponse) => response.write('x') && response.end()],
    ['end()', (response: ServerResponse) => response.end('x')],
    [
      'flushHeaders()',
      (response: ServerResponse) => {
        response.flushHeaders();
        response.end();
      },
    ],
  ])('every head passes through writeHead(), after %s too: replaceWriteHead()', async (_, act) => {
    const app = express();
    const statuses: unknown[] = [];
    replaceWriteHead(app, function (this: ServerResponse, ...given) {
      statuses.push(given[0]);
      ServerResponse.prototype.writeHead.call(this, ...(given as [number]));
      return this;
    });
    await listen(createServer(createPrototypes(app)));
    const [, response] = await receive(GET);
    act(response);
    expect(statuses).toEqual([200]);
  });

  it('the parser hands a body to push() of its request: replacePush()', async () => {
    const pieces: unknown[] = [];
    const ended = Promise.withResolvers<undefined>();
    await listen(
      createServer((request) => {
        replacePush(request as Request, (piece) => {
          pieces.push(piece?.toString() ?? null);
          if (piece === null) ended.resolve(undefined);
          return true;
        });
      }),
    );
    send('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody');
    await ended.promise;
    expect(pieces).toEqual(['body', null]);
  });

  it('the parser reads by data listeners that can be removed: discardInput()', async () => {
    await listen(createServer());
    const errors: unknown[] = [];
    server.on('clientError', (error) => errors.push(error));
    const received = once(server, 'request') as Promise<[Request, ServerResponse]>;
    const client = send('POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n');
    const [request, response] = await received;
    discardInput(request.socket);
    client.write('not a chunk');
    await once(request.socket, 'data');
    response.end('unharmed');
    expect(errors).toEqual([]);
    expect(request.socket.isRefused).toBe(true);
  });

  it('node:http calls destroySoon() after an answer with Connection: close: replaceClosing()', async () => {
    await listen(createServer());
    const [request, response] = await receive(GET);
    const closing = new Promise<Socket>((resolve) => {
      replaceClosing(request.socket, function () {
        resolve(this);
      });
    });
    response.setHeader('Connection', 'close').end();
    expect(await closing).toBe(request.socket);
  });

  it('writeHead() passes the status line to _storeHeader(): createHeadWriter()', async () => {
    const app = express();
    await listen(createServer(createPrototypes(app)));
    const writeLines = createHeadWriter(app);
    const [, response] = await receive(GET);
    writeLines(response, 201, { lines: 'A: b\r\n', evaluated: ['Content-Length', '0'] });
    response.end();
    expect(sentHeadOf(response)).toMatch(
      /^HTTP\/1\.1 201 Created\r\nA: b\r\nContent-Length: 0\r\nDate: .*\r\nConnection: keep-alive\r\n/,
    );
    const sentTwice = { lines: 'A: b\r\n', evaluated: [] };
    expect(() => {
      writeLines(response, 201, sentTwice);
    }).toThrow('after they are sent');
    const [, next] = await receive(GET);
    next.writeHead(200).end();
    expect(sentHeadOf(next)).not.toContain('A: b');
  });

  it('listen() of the handle shortens the queue: holdBackConnections()', async () => {
    await listen(createServer((_request, response) => response.end('x')));
    // Runs while the server cannot accept.
    const connectThrice = (): string => {
      const { port } = server.address() as AddressInfo;
      return execFileSync('/usr/bin/python3', ['-c', CONNECT_THRICE, String(port)], {
        encoding: 'utf8',
      }).trim();
    };
    expect(connectThrice()).toBe('3');
    const { promise, resolve } = Promise.withResolvers<undefined>();
    let accepted = 0;
    server.on('connection', () => {
      accepted += 1;
      if (accepted === 3) resolve(undefined);
    });
    await promise;
    holdBackConnections(server);
    expect(connectThrice()).toBe('1');
    expect(await text(send(GET.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n')))).toMatch(
      /x$/,
    );
  });

  it.each([
    ['nothing', '', true],
    ['a whole request', GET, true],
    ['half a head', 'GET / HTTP/1.1\r\nHos', false],
    ['a request and half a head', `${GET}GET / HT`, false],
  ])('closeIdleConnections() destroys after %j: idleConnectionsOf()', async (_, bytes, isIdle) => {
    await listen(createServer((_request, response) => response.end('x')));
    const accepted = once(server, 'connection') as Promise<[Socket]>;
    const client = send(bytes).resume();
    const [socket] = await accepted;
    await until(
      () => socket.bytesRead === bytes.length && client.bytesRead > 0 === bytes.startsWith(GET),
    );
    expect(idleConnectionsOf(server, [socket])).toEqual(isIdle ? [socket] : []);
    expect(socket.destroyed).toBe(false);
  });

  it('close() of node:net leaves idle connections open: stopListening()', async () => {
    await listen(createServer((_request, response) => response.end('x')));
    const agent = new Agent({ keepAlive: true });
    const { port } = server.address() as AddressInfo;
    const ask = async () => {
      const asked = once(get({ port, host: '127.0.0.1', agent }), 'response');
      const [answer] = (await asked) as [IncomingMessage];
      return text(answer);
    };
    await ask();
    let isClosed = false;
    stopListening(server, () => (isClosed = true));
    expect(server.listening).toBe(false);
    expect(await ask()).toBe('x'); // over the connection that was kept
    expect(isClosed).toBe(false);
    const closed = once(server, 'close');
    agent.destroy();
    await closed;
    expect(isClosed).toBe(true);
  });
});
