import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { manageService, type TestServiceManager } from '../../../testing/service-manager.ts';
import { openRaw } from '../../../testing/raw-client.ts';
import { until } from '../../../testing/until.ts';

const main = join(import.meta.dirname, '../../../testing/programs/service.fixture.ts');
const sockets = { http: 'tcp' };

jest.setTimeout(60_000);

describe('a program with a notify socket', () => {
  const directory = mkdtempSync(join(tmpdir(), 'report-'));
  afterAll(() => {
    rmSync(directory, { recursive: true });
  });
  const texts = (manager: TestServiceManager): readonly string[] =>
    manager.reports().map(({ text }) => text);
  const reported = (manager: TestServiceManager, part: string): Promise<void> =>
    until(() => texts(manager).some((text) => text.includes(part)), 15_000);

  it('reports its start, its reloads and its end, each in one datagram from its own pid', async () => {
    await using manager = manageService(main);
    manager.start({ sockets, notify: true });
    await reported(manager, 'READY=1');
    manager.signal('SIGHUP');
    await until(() => texts(manager).length === 5, 15_000);
    const beforeUsec = Number(/MONOTONIC_USEC=(\d+)/.exec(texts(manager)[3] ?? '')?.[1]);
    expect(Math.abs(Number(process.hrtime.bigint() / 1_000n) - beforeUsec)).toBeLessThan(60e6);
    manager.signal('SIGTERM');
    await until(() => manager.ended().length === 1, 15_000);
    const place = `127.0.0.1:${manager.port('http')}`;
    expect(texts(manager).map((text) => text.replace(/MONOTONIC_USEC=\d+/, '@'))).toEqual([
      'STATUS=starting',
      'EXTEND_TIMEOUT_USEC=3000000\nSTATUS=starting',
      `READY=1\nSTATUS=ready on ${place}`,
      'RELOADING=1\n@',
      `READY=1\nSTATUS=ready on ${place}`,
      'STOPPING=1\nEXTEND_TIMEOUT_USEC=26000000\nSTATUS=draining, 0 requests in progress',
    ]);
    expect(manager.reports().every(({ isMain }) => isMain)).toBe(true);
    expect(manager.ended()).toEqual([0]);
  });

  it('is ready when its checks pass, reports why it is not, and does not become ready by a reload', async () => {
    const readyFile = join(directory, 'ready');
    await using manager = manageService(main);
    manager.start({ sockets, notify: true, env: { READY_FILE: readyFile } });
    await reported(manager, 'STATUS=starting: database fails, connection refused');
    manager.signal('SIGHUP');
    await manager.logged('reloaded');
    expect(texts(manager)).not.toContainEqual(expect.stringMatching(/RELOADING|^READY/));
    writeFileSync(readyFile, '');
    await reported(manager, 'READY=1');
    rmSync(readyFile);
    await reported(manager, 'STATUS=not ready: database fails, connection refused');
    expect(texts(manager).filter((text) => text.includes('READY=1'))).toHaveLength(1);
  });

  it('reports how many requests it still waits for', async () => {
    await using manager = manageService(main);
    manager.start({ sockets, notify: true });
    await reported(manager, 'READY=1');
    const port = manager.port('http');
    const waiting = fetch(`http://127.0.0.1:${port}/wait`);
    using other = await openRaw(port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await until(() => other.received().includes('alive')); // the connection is kept alive
    manager.signal('SIGTERM');
    await reported(manager, 'STATUS=draining, 1 request in progress');
    other.socket.write('GET /go HTTP/1.1\r\nHost: a\r\n\r\n');
    expect(await (await waiting).text()).toBe('whole');
    await until(() => manager.ended().length === 1, 15_000);
    expect(manager.ended()).toEqual([0]);
  });

  it('reports why it cannot start', async () => {
    await using manager = manageService(main);
    manager.start({ sockets: { http: 'datagram' }, notify: true });
    await reported(manager, 'STATUS=Cannot listen on descriptor 3 named "http"');
    await until(() => manager.ended().length === 1, 15_000);
    expect(texts(manager)).not.toContainEqual(expect.stringContaining('READY=1'));
    expect(manager.ended()).toEqual([78]);
  });

  it('passes none of its variables to child processes', async () => {
    await using manager = manageService(main);
    const env = { NOTIFY_SOCKET: '/run/systemd/notify', WATCHDOG_USEC: '60000000' };
    manager.start({ sockets, notify: true, env });
    await reported(manager, 'READY=1');
    const answer = await fetch(`http://127.0.0.1:${manager.port('http')}/children`);
    const names = (await answer.text()).split('\n').map((line) => line.split('=')[0]);
    expect(names).toContain('OPS_PORT');
    expect(names.filter((name) => /^(LISTEN|NOTIFY|WATCHDOG)_/.test(name ?? ''))).toEqual([]);
  });

  it('keeps serving if its reports fail, and logs that once', async () => {
    await using manager = manageService(main);
    // An unconnected datagram socket: each write fails with EDESTADDRREQ.
    manager.start({ sockets: { ...sockets, notify: 'datagram' } });
    await manager.logged('ready');
    manager.signal('SIGHUP'); // two more reports
    await manager.logged('reloaded');
    expect((await fetch(`http://127.0.0.1:${manager.port('http')}`)).status).toBe(200);
    expect(manager.log().filter(({ level }) => level === 'warn')).toMatchObject([
      {
        msg: 'cannot notify the service manager, ignoring',
        err: { code: 'EDESTADDRREQ' },
      },
    ]);
  });

  it('logs at debug that a NOTIFY_SOCKET alone is not enough', async () => {
    await using manager = manageService(main);
    const env = { NOTIFY_SOCKET: '/run/systemd/notify', LOG_LEVEL: 'debug' };
    manager.start({ sockets, env });
    await manager.logged('ready');
    expect(manager.log().filter(({ NOTIFY_SOCKET }) => NOTIFY_SOCKET !== undefined)).toMatchObject([
      {
        level: 'debug',
        msg: 'cannot notify the service manager: the unit has no OpenFile= for this socket named notify',
        NOTIFY_SOCKET: '/run/systemd/notify',
      },
    ]);
  });

  describe('under a watchdog', () => {
    const feeds = (manager: TestServiceManager): number =>
      texts(manager).filter((text) => text === 'WATCHDOG=1').length;

    it.each([
      ['the management thread', join(directory, 'admin.sock')],
      ['the main thread, without management', 'off'],
    ])('is fed by %s', async (_, ADMIN_SOCKET) => {
      await using manager = manageService(main);
      manager.start({ sockets, notify: true, env: { WATCHDOG_USEC: '400000', ADMIN_SOCKET } });
      await until(() => feeds(manager) >= 3, 15_000);
      expect(manager.reports().every(({ isMain }) => isMain)).toBe(true);
    });

    it('is not fed while the main thread is stuck, and its stack is logged before the limit', async () => {
      await using manager = manageService(main);
      const own = { WATCHDOG_USEC: '2000000', LOG_PREFIX: 'syslog' };
      const env = { ...own, ADMIN_SOCKET: join(directory, 'stuck.sock') };
      manager.start({ sockets, notify: true, env });
      await reported(manager, 'READY=1');
      await until(() => feeds(manager) >= 1);
      const request = 'POST /block HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n';
      using stuck = await openRaw(manager.port('http'), request);
      const startMs = performance.now();
      await manager.logged('the event loop of the main thread is stuck');
      const [line] = manager.log().filter(({ stack }) => stack !== undefined);
      expect(line?.['prefix']).toBe('<3>');
      expect((line?.['stack'] as string[])[0]).toMatch(
        /^blockForEver \(.*service\.fixture\.ts:\d+:\d+\)$/,
      );
      const before = feeds(manager);
      await new Promise((resolve) => setTimeout(resolve, 2_000 - (performance.now() - startMs)));
      expect([feeds(manager), stuck.received()]).toEqual([before, '']);
    });
  });
});
