import { connect } from 'node:net';
import type { Response } from 'express';
import { startApp, type RunningApp } from '../../testing/start-app.ts';

const GET = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';
const LAST = GET.replace('Host', 'Connection: close\r\nHost');
const POST = 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n';

type Close = (response: Response, app: RunningApp) => void;

/** Sends bytes in one piece and returns what arrives until the connection is closed, even by a reset. */
async function receive({ port }: RunningApp, bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1').setEncoding('latin1');
  let received = '';
  socket.on('data', (piece: string) => (received += piece)).on('error', () => undefined);
  socket.write(bytes);
  await new Promise((resolve) => socket.once('close', resolve)); // once() would reject at a reset
  return received;
}

describe('an answer that is complete reaches the client, as without the batch of writes,', () => {
  it.each<[string, string, Close]>([
    [
      'response.destroy()',
      GET,
      (response) => {
        response.destroy();
      },
    ],
    [
      'request.socket.destroy()',
      GET,
      ({ req }) => {
        req.socket.destroy();
      },
    ],
    [
      'request.socket.destroy(error)',
      GET,
      ({ req }) => {
        req.socket.destroy(new Error('no more'));
      },
    ],
    [
      'request.socket.end()',
      GET,
      ({ req }) => {
        req.socket.end();
      },
    ],
    [
      'request.destroy() with the body outstanding',
      POST,
      ({ req }) => {
        req.destroy();
      },
    ],
    [
      'server.closeAllConnections()',
      GET,
      (_, app) => {
        app.server.closeAllConnections();
      },
    ],
    [
      'a handler that fails afterwards',
      GET,
      () => {
        throw new Error('too late');
      },
    ],
    ['an error of the parser', `${POST}zz\r\n`, () => undefined],
    [
      'request.socket.destroySoon(), the second request discarded',
      `${GET}${GET}`,
      ({ req }) => {
        req.socket.destroySoon();
      },
    ],
  ])('before %s', async (_, bytes, close) => {
    const routes = (_request: unknown, response: Response): void => {
      response.end('complete');
      close(response, app);
    };
    await using app: RunningApp = await startApp({ routes });
    expect(await receive(app, bytes)).toMatch(/^HTTP\/1.1 200 OK\r\n[^]*complete$/);
    expect(app.log().filter(({ msg }) => msg === 'request')).toMatchObject([{ status: 200 }]);
  });
});

it('answers all requests of one piece in the same turn, although each answer waits for the one before', async () => {
  let turn = 0;
  let timer = setImmediate(() => undefined);
  const count = (): void => {
    turn += 1;
    timer = setImmediate(count);
  };
  const finishedIn: number[] = [];
  const routes = (_request: unknown, response: Response): void => {
    if (turn === 0) count();
    response.once('finish', () => finishedIn.push(turn)).end('complete');
  };
  await using app = await startApp({ routes });
  await receive(app, `${GET.repeat(9)}${LAST}`);
  clearImmediate(timer);
  expect(finishedIn).toHaveLength(10);
  expect(new Set(finishedIn).size).toBe(1);
});

it('has written an answer when it emits finish, so that long work after it delays no client', async () => {
  const waiting: number[] = [];
  const routes = (_request: unknown, response: Response): void => {
    const { socket } = response.req;
    response.once('finish', () => waiting.push(socket.writableLength)).end('complete');
    waiting.push(socket.writableLength);
  };
  await using app = await startApp({ routes });
  await receive(app, LAST);
  expect(waiting).toEqual([expect.any(Number), 0]);
  expect(waiting[0]).toBeGreaterThan(0);
});
