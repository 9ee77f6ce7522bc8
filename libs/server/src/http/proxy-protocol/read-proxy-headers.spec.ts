import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, createServer as createAcceptor, type AddressInfo, type Socket } from 'node:net';
import type { Refusal } from '../refusals.ts';
import { readProxyHeaders } from './read-proxy-headers.ts';

describe('readProxyHeaders()', () => {
  it('closes a connection that its peer has reset before it is accepted, whatever it has sent', async () => {
    const refusals: Refusal[] = [];
    let requestCount = 0;
    const server = createServer(() => (requestCount += 1));
    readProxyHeaders(server, {
      isTrusted: () => false,
      timeoutMs: () => 10_000,
      note: (refusal) => void refusals.push(refusal),
    });
    server.on('clientError', (error) => {
      throw error;
    });
    const acceptor = createAcceptor({ pauseOnConnect: true });
    await once(acceptor.listen(0, '127.0.0.1'), 'listening');
    const client = connect((acceptor.address() as AddressInfo).port, '127.0.0.1');
    const connected = once(client, 'connect');
    const [socket] = (await once(acceptor, 'connection')) as [Socket];
    await connected;
    client.write('PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n');
    client.resetAndDestroy();
    server.emit('connection', socket);
    expect(socket.destroyed).toBe(true);
    await once(socket, 'close');
    expect([refusals, requestCount]).toEqual([[], 0]);
    await once(acceptor.close(), 'close');
  });
});
