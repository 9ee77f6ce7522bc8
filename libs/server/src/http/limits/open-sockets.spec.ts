import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { makeCertificate } from '../../../testing/make-certificate.ts';
import { until } from '../../../testing/until.ts';
import { createOpenSockets, type OpenSockets } from './open-sockets.ts';

let server: Server;
let sockets: OpenSockets;
let seen: Socket[];

async function watch(created: Server): Promise<void> {
  server = created;
  seen = [];
  const registry = createOpenSockets();
  registry.watch(server, (socket) => {
    expect(registry.connections.has(socket)).toBe(false);
    seen.push(socket);
  });
  sockets = registry;
  await once(server.listen(0, '127.0.0.1'), 'listening');
}

const port = (): number => (server.address() as AddressInfo).port;

async function open(): Promise<Socket> {
  const accepted = once(server, 'connection');
  const client = connect(port(), '127.0.0.1').on('error', () => undefined);
  await accepted;
  return client;
}

afterEach(() => {
  for (const socket of sockets.all) socket.destroy();
  server.close();
});

describe('createOpenSockets()', () => {
  it('registers a connection until it is closed', async () => {
    await watch(createServer());
    const clients = [await open(), await open()];
    expect(sockets.all.size).toBe(2);
    expect(sockets.connections).toBe(sockets.all);
    expect(seen).toEqual([...sockets.all]);
    clients[0]?.destroy();
    await until(() => sockets.all.size === 1);
    expect([...sockets.all]).toEqual([seen[1]]);
  });

  it('keeps a socket that was upgraded', async () => {
    await watch(createServer());
    const upgraded = once(server, 'upgrade') as Promise<[unknown, Socket]>;
    const client = await open();
    client.write('GET / HTTP/1.1\r\nHost: a\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n');
    const [, socket] = await upgraded;
    expect([...sockets.all]).toEqual([socket]);
    socket.destroy();
    await until(() => sockets.all.size === 0);
  });

  it('under TLS registers a socket during its handshake, and a connection after it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sockets-'));
    const { certPath, keyPath } = makeCertificate(folder, 'test');
    await watch(createTlsServer({ cert: readFileSync(certPath), key: readFileSync(keyPath) }));
    rmSync(folder, { recursive: true });
    const silent = await open();
    expect([sockets.all.size, sockets.connections.size]).toEqual([1, 0]);
    const secured = once(server, 'secureConnection');
    const client = connectTls({ port: port(), host: '127.0.0.1', rejectUnauthorized: false });
    const [socket] = (await secured) as [Socket];
    expect([sockets.all.size, sockets.connections.size]).toEqual([2, 1]);
    expect([...sockets.connections]).toEqual([socket]);
    expect(seen).toEqual([socket]);
    silent.destroy();
    client.destroy();
    await until(() => sockets.all.size === 0 && sockets.connections.size === 0);
  });
});
