import type { IncomingMessage, ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { startApp } from '../../testing/start-app.ts';

describe('createListener()', () => {
  it.each([
    ['forgets the answer to a complete request', 'GET / HTTP/1.1\r\n', false],
    ['knows an answer that came before the body', 'POST / HTTP/1.1\r\nContent-Length: 9\r\n', true],
  ])('lets a connection be one that %s', async (_, head, isKept) => {
    await using app = await startApp();
    const { promise, resolve } = Promise.withResolvers<[before: boolean, after: boolean]>();
    app.server.once('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
      const isBefore = socket.lastResponse === response;
      response.once('close', () => {
        resolve([isBefore, socket.lastResponse === response]);
      });
    });
    const client = connect(app.port, '127.0.0.1');
    client.write(`${head}Host: a\r\n\r\n`);
    expect(await promise).toEqual([true, isKept]);
    client.destroy();
  });
});
