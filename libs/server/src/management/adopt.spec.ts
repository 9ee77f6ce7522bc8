import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askSocket } from '../../testing/ask-socket.ts';
import { manageService } from '../../testing/service-manager.ts';
import { until } from '../../testing/until.ts';

const main = join(import.meta.dirname, '../../../../apps/server-vps/src/main.ts');
const fixture = join(import.meta.dirname, '../../testing/programs/stuck-program.fixture.ts');

jest.setTimeout(60_000);

describe('the management listeners of a program with sockets from its service manager', () => {
  let directory: string;
  let admin: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'management-'));
    admin = join(directory, 'admin.sock');
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });
  const defaults = { OPS_PORT: '', ADMIN_SOCKET: '' }; // empty counts as not set

  it('serve on them after each restart, and keep the path', async () => {
    await using manager = manageService(main);
    const sockets = { http: 'tcp', ops: 'tcp', admin };
    for (const starts of [1, 2]) {
      manager.start({ sockets, env: defaults });
      await until(
        () => manager.log().filter(({ msg }) => msg === 'ready').length === starts,
        15_000,
      );
      const ready = await fetch(`http://127.0.0.1:${manager.port('ops')}/readyz`);
      const health = await askSocket({ socketPath: admin, line: 'GET /health' });
      expect([ready.status, health.status]).toEqual([200, 200]);
      manager.signal('SIGTERM');
      await until(() => manager.ended().length === starts, 15_000);
    }
    expect(existsSync(admin)).toBe(true);
    expect(manager.ended()).toEqual([0, 0]);
    expect(manager.log()).toContainEqual(
      expect.objectContaining({ listener: 'admin', address: admin, msg: 'listening' }),
    );
  });

  const refuse = async (
    sockets: Readonly<Record<string, string>>,
    env: Readonly<Record<string, string>> = {},
  ): Promise<string> => {
    await using manager = manageService(main);
    const own = { ...defaults, HOST: '127.0.0.1', PORT: '0' };
    manager.start({ sockets, env: { ...own, ...env } });
    await until(() => manager.ended().length === 1, 15_000);
    expect(manager.ended()).toEqual([78]);
    return manager.stderr().replace(/127\.0\.0\.1:\d+/, '127.0.0.1:PORT');
  };

  it('reject an OPS_PORT that disagrees', async () => {
    expect(await refuse({ ops: 'tcp' }, { OPS_PORT: '9001' })).toBe(
      'server-vps: Cannot apply OPS_PORT="9001": the socket passed as "ops" listens on 127.0.0.1:PORT; unset OPS_PORT, or change ListenStream= in its socket unit\n',
    );
  });

  it('cannot be off while clients could connect', async () => {
    expect(await refuse({ ops: 'tcp' }, { OPS_PORT: 'off' })).toBe(
      'server-vps: Cannot apply OPS_PORT=off: the service manager passed a socket named "ops", and its clients would wait forever; mask its socket unit, because Sockets= of the service restarts a stopped one, or unset OPS_PORT\n',
    );
    expect(await refuse({ admin }, { ADMIN_SOCKET: 'off' })).toContain(
      'Cannot apply ADMIN_SOCKET=off: the service manager passed a socket named "admin"',
    );
    expect(await refuse({ 'admin-tcp': 'tcp' })).toContain(
      'Cannot apply ADMIN_PORT=off: the service manager passed a socket named "admin-tcp"',
    );
  });

  it('reject the admin API over TCP, where everyone can connect', async () => {
    expect(await refuse({ admin: 'tcp' }, { OPS_PORT: 'off' })).toBe(
      'server-vps: Cannot serve the admin API on 127.0.0.1:PORT, passed as "admin": expected a unix socket; set ListenStream= in its socket unit to a path, or set ADMIN_PORT\n',
    );
  });

  it('reject an admin socket that every user can connect to', async () => {
    await using manager = manageService(main);
    const start = { sockets: { http: 'tcp', admin }, env: { ADMIN_SOCKET: '' } };
    manager.start(start);
    await manager.logged('ready');
    manager.signal('SIGTERM');
    await until(() => manager.ended().length === 1, 15_000);
    chmodSync(admin, 0o666);
    manager.start(start);
    await until(() => manager.ended().length === 2, 15_000);
    expect(manager.stderr()).toBe(
      `server-vps: Cannot use the admin socket "${admin}": its mode 0666 lets every user connect; set a path and SocketMode=0600 in its socket unit\n`,
    );
    expect(manager.ended()).toEqual([0, 78]);
  });

  it('end the program with their thread, because its sockets are gone', async () => {
    await using manager = manageService(fixture);
    const env = { ...defaults, OPS_PORT: 'off', HOST: '127.0.0.1', PORT: '0' };
    manager.start({ sockets: { admin }, env });
    await manager.logged('ready');
    const [line] = manager
      .log()
      .filter(({ msg, listener }) => msg === 'listening' && listener === undefined);
    const { port } = line?.['address'] as { port: number };
    await fetch(`http://127.0.0.1:${port}/kill-management`, { method: 'POST' });
    await until(() => manager.ended().length === 1, 15_000);
    expect(manager.ended()).toEqual([70]);
    expect(manager.log()).toContainEqual(
      expect.objectContaining({ level: 'fatal', msg: 'uncaught error' }),
    );
  });
});
