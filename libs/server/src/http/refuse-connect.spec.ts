import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { startApp } from '../../testing/start-app.ts';

const CONNECT = 'CONNECT evil.example:80 HTTP/1.1\r\nHost: evil.example\r\n\r\n';

function opened(port: number, bytes: string): Socket {
  const socket = connect(port, '127.0.0.1');
  socket.write(bytes);
  return socket;
}

describe('CONNECT', () => {
  it('is answered with 405, which names no method, and the connection closes', async () => {
    await using app = await startApp();
    const answer = await text(opened(app.port, `${CONNECT}bytes for the tunnel`));
    expect(answer).toMatch(/^HTTP\/1\.1 405 Method Not Allowed\r\n/);
    expect(answer).toMatch(/\r\nAllow: \r\n/);
    expect(answer).toMatch(/\r\nConnection: close\r\n/);
    expect(answer).toMatch(/\r\n\r\nMethod Not Allowed\n$/);
  });

  it('does not overtake the answer to an earlier request', async () => {
    let finish = (): void => undefined;
    await using app = await startApp({
      routes: (_request, response) => {
        finish = () => void response.end('first');
      },
    });
    const refused = once(app.server, 'connect');
    const socket = opened(app.port, `GET / HTTP/1.1\r\nHost: a\r\n\r\n${CONNECT}`);
    await refused;
    finish();
    expect((await text(socket)).match(/HTTP\/1\.1 \d+|first/g)).toEqual(['HTTP/1.1 200', 'first']);
  });

  it('of a client that resets the connection harms nobody', async () => {
    await using app = await startApp();
    const refused = once(app.server, 'connect') as Promise<[{ socket: Socket }]>;
    const socket = opened(app.port, CONNECT);
    const [request] = await refused;
    const closed = new Promise((resolve) => request.socket.once('close', resolve));
    socket.resetAndDestroy();
    await closed;
    expect((await fetch(app.origin)).status).toBe(200);
  });
});
