import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { askSocket } from '../../../testing/ask-socket.ts';
import { openRaw } from '../../../testing/raw-client.ts';
import { manageService } from '../../../testing/service-manager.ts';
import { until } from '../../../testing/until.ts';

const main = join(import.meta.dirname, '../../../../../apps/server-vps/src/main.ts');
const fixture = join(import.meta.dirname, '../../../testing/programs/program.fixture.ts');

jest.setTimeout(60_000);

describe('a program with a socket of its service manager', () => {
  const directory = mkdtempSync(join(tmpdir(), 'adopt-'));
  afterAll(() => {
    rmSync(directory, { recursive: true });
  });

  it('listens on it regardless of the defaults of HOST and PORT', async () => {
    await using manager = manageService(main);
    manager.start({ sockets: { http: 'tcp' } });
    await manager.logged('listening');
    const port = manager.port('http');
    expect(manager.log()).toContainEqual(
      expect.objectContaining({
        msg: 'listening',
        address: { address: '127.0.0.1', family: 'IPv4', port },
      }),
    );
    expect((await fetch(`http://127.0.0.1:${port}`)).status).toBe(200);
  });

  it('loses no connection while it is replaced', async () => {
    await using manager = manageService(main);
    const sockets = { http: 'tcp' };
    manager.start({ sockets });
    await manager.logged('ready');
    const origin = `http://127.0.0.1:${manager.port('http')}`;
    const kept = await fetch(origin); // keeps its connection
    manager.signal('SIGTERM');
    await manager.logged('draining');
    const answers = Array.from({ length: 20 }, () =>
      fetch(origin, { headers: { Connection: 'close' } }),
    );
    await until(() => manager.ended().length === 1, 15_000);
    manager.start({ sockets });
    const statuses = await Promise.all(answers.map(async (answer) => (await answer).status));
    expect([kept.status, ...statuses]).toEqual(new Array(21).fill(200));
    expect(manager.ended()).toEqual([0]);
  });

  it('asks connected clients to reconnect, and keeps an idle connection for a moment', async () => {
    await using manager = manageService(main);
    manager.start({ sockets: { http: 'tcp' } });
    await manager.logged('ready');
    const request = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';
    using client = await openRaw(manager.port('http'), request);
    await until(() => client.received().includes('alive'));
    manager.signal('SIGTERM');
    await manager.logged('draining');
    client.socket.write(request);
    await client.closed;
    const [, first, second] = client.received().split('HTTP/1.1 200 OK');
    expect(first).not.toMatch(/^connection: close/im);
    expect(second).toMatch(/^connection: close/im);
    await until(() => manager.ended().length === 1);
    expect(manager.ended()).toEqual([0]);
  });

  it('adopts a unix socket, and keeps its path', async () => {
    const socketPath = join(directory, 'http.sock');
    await using manager = manageService(main);
    manager.start({ sockets: { http: socketPath }, env: { PORT: '9999', HOST: '127.0.0.1' } });
    await manager.logged('ready');
    const answer = await askSocket({ socketPath, line: 'GET /' });
    expect(answer).toMatchObject({ status: 200, text: expect.stringContaining('alive') as string });
    manager.signal('SIGTERM');
    await until(() => manager.ended().length === 1);
    expect(existsSync(socketPath)).toBe(true);
  });

  it('rejects a PORT and a HOST that disagree', async () => {
    for (const [setting, value] of [
      ['PORT', '9999'],
      ['HOST', '0.0.0.0'],
    ] as const) {
      await using manager = manageService(main);
      manager.start({ sockets: { http: 'tcp' }, env: { [setting]: value } });
      await until(() => manager.ended().length === 1, 15_000);
      const found = `127.0.0.1:${manager.port('http')}`;
      expect(manager.stderr()).toBe(
        `server-vps: Cannot apply ${setting}="${value}": the socket passed as "http" listens on ${found}; unset ${setting}, or change ListenStream= in its socket unit\n`,
      );
      expect(manager.ended()).toEqual([78]);
    }
  });

  it('accepts a PORT that agrees, and PORT=0', async () => {
    await using manager = manageService(main);
    manager.start({ sockets: { http: 'tcp' }, env: { PORT: '0', HOST: '127.0.0.1' } });
    await manager.logged('ready');
    manager.signal('SIGTERM');
    await until(() => manager.ended().length === 1);
    manager.start({ sockets: { http: 'tcp' }, env: { PORT: String(manager.port('http')) } });
    await until(() => manager.log().filter(({ msg }) => msg === 'ready').length === 2, 15_000);
  });

  it('rejects anything but a listening stream socket', async () => {
    await using manager = manageService(main);
    manager.start({ sockets: { http: 'datagram' } });
    await until(() => manager.ended().length === 1, 15_000);
    expect(manager.stderr()).toBe(
      'server-vps: Cannot listen on descriptor 3 named "http": expected a listening stream socket; set ListenStream= and Accept=no in its socket unit\n',
    );
    expect(manager.ended()).toEqual([78]);
  });

  it('adopts the only socket without a name of its own', async () => {
    await using manager = manageService(main);
    manager.start({ sockets: { 'server-vps.socket': 'tcp' } });
    await manager.logged('ready');
    const port = manager.port('server-vps.socket');
    expect((await fetch(`http://127.0.0.1:${port}`)).status).toBe(200);
    expect(manager.log()).toContainEqual(
      expect.objectContaining({
        level: 'info',
        name: 'server-vps.socket',
        msg: 'taking the only socket without FileDescriptorName= as http',
      }),
    );
  });

  it.each([
    [{ 'a.socket': 'tcp', 'b.socket': 'tcp' }, '"a.socket", "b.socket"'],
    [{ http: 'tcp', 'b.socket': 'tcp' }, '"b.socket"'],
    [{ web: 'tcp' }, '"web"'],
  ])('does not start with the sockets %j', async (sockets, quoted) => {
    await using manager = manageService(main);
    manager.start({ sockets, env: { PORT: '0', HOST: '127.0.0.1' } });
    await until(() => manager.ended().length === 1, 15_000);
    expect(manager.stderr()).toBe(
      `server-vps: Cannot assign the sockets named ${quoted}: expected the names http, ops and admin; set FileDescriptorName= in each socket unit\n`,
    );
    expect(manager.ended()).toEqual([78]);
  });

  it('is ignored by a program that uses bindPort', async () => {
    await using manager = manageService(fixture);
    manager.start({ sockets: { http: 'tcp' }, env: { PORT: '0', HOST: '127.0.0.1' } });
    await manager.logged('listening');
    const [line] = manager.log().filter(({ msg }) => msg === 'listening');
    expect((line?.['address'] as AddressInfo).port).not.toBe(manager.port('http'));
  });
});

const tool = '/usr/bin/systemd-socket-activate';
const skipped = existsSync(tool) ? '' : ' (skipped: systemd-socket-activate is not installed)';

describe(`a program under systemd-socket-activate${skipped}`, () => {
  (skipped === '' ? it : it.skip).each([[['--fdname=http']], [[]]])(
    'answers the connection that started it, with %j',
    async (named) => {
      const probe = createServer().listen(0, '127.0.0.1');
      await once(probe, 'listening');
      const { port } = probe.address() as AddressInfo;
      probe.close();
      const activator = spawn(
        tool,
        [
          `--listen=127.0.0.1:${port}`,
          ...named,
          '-E',
          'OPS_PORT=off',
          '-E',
          'ADMIN_SOCKET=off',
        ].concat([process.execPath, main]),
      );
      const said = text(activator.stdout);
      await once(activator.stderr, 'data'); // it logs that it listens
      activator.stderr.resume();
      const answer = await fetch(`http://127.0.0.1:${port}`);
      expect(answer.status).toBe(200);
      activator.kill('SIGTERM');
      expect(await said).toContain('"msg":"stopped"');
    },
  );
});
