import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectByTls, createServer as createTlsServer, TLSSocket } from 'node:tls';
import { makeCertificate } from '../../testing/make-certificate.ts';
import { isFromUnixSocket, replacePeer } from './peer-surfaces.ts';

const HINT = 'if not, Node has changed: adapt peer-surfaces.ts';
const folder = mkdtempSync(join(tmpdir(), 'peer-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function accept(place: string | number): Promise<{ socket: Socket; end: () => void }> {
  const server = createServer();
  const listening = once(
    typeof place === 'string' ? server.listen(place) : server.listen(0),
    'listening',
  );
  await listening;
  const address = server.address();
  const client = typeof address === 'string' ? connect(address) : connect(address?.port ?? 0);
  const [socket] = (await once(server, 'connection')) as [Socket];
  const end = (): void => {
    client.destroy();
    socket.destroy();
    server.close();
  };
  return { socket, end };
}

describe(`isFromUnixSocket() (${HINT})`, () => {
  it('knows a unix socket, and no TCP connection, even after its end', async () => {
    const [unix, tcp] = [await accept(join(folder, 's')), await accept(0)];
    expect([unix.socket, tcp.socket].map(isFromUnixSocket)).toEqual([true, false]);
    for (const { socket, end } of [unix, tcp]) {
      end();
      if (!socket.closed) await once(socket, 'close');
    }
    expect(tcp.socket.remoteAddress).toBeUndefined();
    expect(isFromUnixSocket(tcp.socket)).toBe(false);
  });
});

describe(`replacePeer() (${HINT})`, () => {
  const peer = { address: '192.0.2.1', family: 'IPv4', port: 5 } as const;
  const peerOf = ({ remoteAddress, remoteFamily, remotePort }: Socket) => [
    remoteAddress,
    remoteFamily,
    remotePort,
  ];

  it.each([0, join(folder, 'r')])(
    'replaces the peer of a connection that knew its own: %s',
    async (place) => {
      const { socket, end } = await accept(place);
      expect(socket.remoteAddress).not.toBe('192.0.2.1');
      replacePeer(socket, peer);
      expect(peerOf(socket)).toEqual(['192.0.2.1', 'IPv4', 5]);
      replacePeer(socket, {});
      expect(peerOf(socket)).toEqual([undefined, undefined, undefined]);
      end();
    },
  );

  it('replaces the peer of the TLS socket above it', async () => {
    const { certPath, keyPath } = makeCertificate(folder, 'own');
    const secure = createTlsServer({ cert: readFileSync(certPath), key: readFileSync(keyPath) });
    const server = createServer((socket) => {
      replacePeer(socket, peer);
      secure.emit('connection', socket);
    });
    await once(server.listen(0), 'listening');
    const { port } = server.address() as { port: number };
    const client = connectByTls({ port, rejectUnauthorized: false });
    const [socket] = (await once(secure, 'secureConnection')) as [TLSSocket];
    expect(peerOf(socket)).toEqual(['192.0.2.1', 'IPv4', 5]);
    client.destroy();
    await once(server.close(), 'close');
  });
});
