import { once } from 'node:events';
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { Writable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { createWriteBatch } from './batch-writes.ts';
import { replaceUncork } from './private-surfaces.ts';

/** A connected socket that knows what was passed to the kernel. */
async function openSocket(): Promise<{ socket: Socket } & AsyncDisposable> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1').resume();
  const [socket] = (await once(server, 'connection')) as [Socket];
  return {
    socket,
    [Symbol.asyncDispose]: async () => {
      client.destroy();
      socket.destroy();
      await once(server.close(), 'close');
    },
  };
}

/** Writes as node:http does for a complete answer. */
function answer(socket: Socket): void {
  socket.cork();
  socket.write('x');
  socket.uncork();
}

describe('createWriteBatch()', () => {
  it('writes the answers of one turn of the event loop at its end', async () => {
    await using first = await openSocket();
    await using second = await openSocket();
    const { join } = createWriteBatch();
    for (const { socket } of [first, second]) {
      join(socket, 0);
      answer(socket);
    }
    const waiting = [first, second].map(({ socket }) => socket.writableLength);
    await turn();
    expect([waiting, [first, second].map(({ socket }) => socket.writableLength)]).toEqual([
      [1, 1],
      [0, 0],
    ]);
  });

  it('writes what waits before a request that arrives more than 1 ms later in the same turn', async () => {
    await using first = await openSocket();
    await using second = await openSocket();
    const { join } = createWriteBatch();
    join(first.socket, 10);
    answer(first.socket);
    join(second.socket, 11);
    const afterOne = first.socket.writableLength;
    join(second.socket, 11.5);
    expect([afterOne, first.socket.writableLength]).toEqual([1, 0]);
  });

  it('writes once for two answers on one connection', async () => {
    await using one = await openSocket();
    const { join } = createWriteBatch();
    join(one.socket, 0);
    answer(one.socket);
    answer(one.socket);
    const waiting = one.socket.writableLength;
    await turn();
    expect([waiting, one.socket.writableLength, one.socket.writableCorked]).toEqual([2, 0, 0]);
  });

  it('writes what waits on a connection that leaves, and nothing of it waits any more', async () => {
    await using one = await openSocket();
    const { join, leave } = createWriteBatch();
    join(one.socket, 0);
    answer(one.socket);
    leave(one.socket);
    const waiting = one.socket.writableLength;
    answer(one.socket);
    expect([waiting, one.socket.writableLength]).toEqual([0, 0]);
  });

  it('leaves to an app what it has corked itself', async () => {
    await using one = await openSocket();
    const { join } = createWriteBatch();
    join(one.socket, 0);
    answer(one.socket);
    one.socket.cork();
    await turn();
    const waiting = one.socket.writableLength;
    one.socket.uncork();
    await turn();
    expect([waiting, one.socket.writableLength]).toEqual([1, 0]);
  });

  it('writes at once before an exit, and not again to a connection that is closed', async () => {
    await using one = await openSocket();
    await using closed = await openSocket();
    const { join, flush } = createWriteBatch();
    for (const { socket } of [one, closed]) {
      join(socket, 0);
      answer(socket);
    }
    closed.socket.destroy();
    flush();
    expect([one.socket.writableLength, closed.socket.bytesWritten]).toEqual([0, 1]);
  });
});

describe('a private surface still works (if not, Node has changed: adapt private-surfaces.ts)', () => {
  it('node:http calls socket.uncork() with one cork left at the end of an answer: replaceUncork()', async () => {
    const server = createHttpServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const client = connect((server.address() as AddressInfo).port, '127.0.0.1').resume();
    client.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    const received = (await once(server, 'request')) as [IncomingMessage, ServerResponse];
    const [{ socket }, response] = received;
    const corks: number[] = [];
    replaceUncork(socket, () => void corks.push(socket.writableCorked));
    response.end('x');
    expect([corks.at(-1), response.writableEnded, socket.writableLength > 0]).toEqual([
      1,
      true,
      true,
    ]);
    Writable.prototype.uncork.call(socket);
    await once(response, 'finish');
    client.destroy();
    await once(server.close(), 'close');
  });
});
