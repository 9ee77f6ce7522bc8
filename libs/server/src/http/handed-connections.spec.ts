import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, createServer as createAcceptor, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { startWithoutSocket, takeConnection } from './private-surfaces.ts';

const HINT = 'if not, Node has changed: adapt private-surfaces.ts';

describe(`a server without a socket (${HINT})`, () => {
  const server = createServer({ connectionsCheckingInterval: 10 }, (_request, response) => {
    response.end('answer');
  });
  server.headersTimeout = 50;
  startWithoutSocket(server);
  const acceptor = createAcceptor({ pauseOnConnect: true }, (socket) => {
    takeConnection(server, socket);
  });
  beforeAll(() => once(acceptor.listen(0, '127.0.0.1'), 'listening'));
  afterAll(() => {
    acceptor.close();
    server.close(); // ends the checks of its timeouts
  });

  it.each([
    [
      'answers',
      'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
      /^HTTP\/1\.1 200 [^]*answer$/,
    ],
    ['enforces the timeouts of node:http', 'GET / HT', /^HTTP\/1\.1 408 /],
  ])('%s', async (_, bytes, answer) => {
    const socket = connect((acceptor.address() as AddressInfo).port, '127.0.0.1');
    socket.write(bytes);
    expect(await text(socket)).toMatch(answer);
  });
});
