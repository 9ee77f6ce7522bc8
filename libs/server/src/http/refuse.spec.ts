import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { startApp } from '../../testing/start-app.ts';
import { refuse } from './refuse.ts';
import type { RequestHandler } from 'express';

const refuseAll: RequestHandler = (_request, response) => {
  response.set({ ETag: '"x"', 'Access-Control-Allow-Origin': '*' });
  refuse(response.exchange, { status: 503, retryAfterSeconds: 10, headers: { 'X-Why': 'full' } });
};

function opened(port: number, bytes: string): Socket {
  const socket = connect(port, '127.0.0.1');
  socket.write(bytes);
  return socket;
}

describe('refuse()', () => {
  it('answers with the status, its headers and Connection: close, and no header of a body that is not sent', async () => {
    await using app = await startApp({ routes: refuseAll });
    const answer = await text(opened(app.port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'));
    expect(answer).toMatch(/^HTTP\/1\.1 503 Service Unavailable\r\n/);
    expect(answer).toContain('\r\nRetry-After: 10\r\n');
    expect(answer).toContain('\r\nX-Why: full\r\n');
    expect(answer).toContain('\r\nConnection: close\r\n');
    expect(answer).not.toContain('ETag');
    expect(answer).toContain('\r\nAccess-Control-Allow-Origin: *\r\n'); // without it a page cannot read the status
    expect(answer).toMatch(/\r\n\r\nService Unavailable\n$/);
  });

  it('delivers the answer to a client that first sends its whole body', async () => {
    await using app = await startApp({ routes: refuseAll });
    const body = Buffer.alloc(1_000_000, 'x');
    const socket = opened(
      app.port,
      `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n`,
    );
    await new Promise((resolve) => socket.write(body, resolve));
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 503 /);
  });

  it('ignores a request after the refused one', async () => {
    const seen: string[] = [];
    await using app = await startApp({
      routes: (request, response) => {
        seen.push(request.url);
        refuse(response.exchange, { status: 400 });
      },
    });
    const head = 'HTTP/1.1\r\nHost: a\r\n\r\n';
    const answer = await text(opened(app.port, `GET /1 ${head}GET /2 ${head}`));
    expect(answer.match(/HTTP\/1\.1 /g)).toHaveLength(1);
    expect(seen).toEqual(['/1']);
  });

  it('answers in the order of the requests, even after a slow one', async () => {
    let finish = (): void => undefined;
    await using app = await startApp({
      routes: (request, response) => {
        if (request.url === '/slow') finish = () => void response.end('slow');
        else {
          refuse(response.exchange, { status: 400 });
          finish();
        }
      },
    });
    const head = 'HTTP/1.1\r\nHost: a\r\n\r\n';
    const answer = await text(opened(app.port, `GET /slow ${head}GET /2 ${head}`));
    expect(answer.match(/HTTP\/1\.1 \d+|slow/g)).toEqual(['HTTP/1.1 200', 'slow', 'HTTP/1.1 400']);
  });

  it('cuts an answer that has begun', async () => {
    await using app = await startApp({
      routes: (_request, response) => {
        response.writeHead(200).write('half');
        refuse(response.exchange, { status: 503 });
      },
    });
    const answer = await text(opened(app.port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'));
    expect(answer).not.toContain('503');
    expect(answer).not.toMatch(/0\r\n\r\n$/);
  });

  it('closes a connection whose client neither reads nor closes it', async () => {
    await using app = await startApp({ routes: refuseAll });
    const closed = new Promise((resolve) => {
      app.server.once('connection', (socket) => socket.once('close', resolve));
    });
    const socket = connect({ port: app.port, host: '127.0.0.1', allowHalfOpen: true });
    socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n');
    await closed;
    socket.destroy();
  });
});
