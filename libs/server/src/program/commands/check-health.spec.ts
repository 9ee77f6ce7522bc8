import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, ListenOptions } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runServer } from '../run-server.ts';
import { bindPort } from '../../lifecycle/listen/bind-port.ts';
import { createTestWorld } from '../../../testing/test-world.ts';

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

async function listen(answer: RequestListener, where: ListenOptions): Promise<number> {
  const server = createServer(answer).listen(where);
  servers.push(server);
  await once(server, 'listening');
  const address = server.address() as AddressInfo | string;
  return typeof address === 'string' ? 0 : address.port;
}

async function check(argv: readonly string[], env: Record<string, string>) {
  const world = createTestWorld({ argv: ['healthcheck', ...argv], env });
  const exitCode = await runServer(world, { name: 'example', version: '1.2.3', listen: bindPort });
  expect(world.written.stdout()).toBe('');
  return { exitCode, sentence: world.written.stderr() };
}

const healthy: RequestListener = ({ url }, response) => {
  response.writeHead(url === '/livez' ? 200 : 503).end('{}');
};

describe('healthcheck', () => {
  it.each([
    ['127.0.0.1', '127.0.0.1'],
    ['0.0.0.0', '127.0.0.1'],
    ['::', '::1'],
    ['::1', '::1'],
  ])('exits 0 if OPS_HOST=%s and /livez of %s answers 200', async (OPS_HOST, host) => {
    const port = await listen(healthy, { host, port: 0 });
    const given = await check([], { OPS_HOST, OPS_PORT: String(port) });
    expect(given).toEqual({ exitCode: 0, sentence: '' });
  });

  it('accepts the flags of the server, and a path', async () => {
    const port = await listen(healthy, { host: '127.0.0.1', port: 0 });
    const flags = [`--ops-port=${port}`, '--ops-host=127.0.0.1', '--path=/readyz?exclude=db'];
    expect(await check(flags, { PORT: 'not its concern' })).toEqual({
      exitCode: 1,
      sentence: `example: Health check of http://127.0.0.1:${port}/readyz?exclude=db failed: expected 200, got 503\n`,
    });
  });

  it('waits until the server is healthy, with --wait-ms', async () => {
    let askedCount = 0;
    const port = await listen(
      (_request, response) => {
        askedCount += 1;
        response.writeHead(askedCount < 3 ? 503 : 200).end();
      },
      { host: '127.0.0.1', port: 0 },
    );
    const world = createTestWorld({
      argv: ['healthcheck', '--path=/readyz', '--wait-ms=600000'],
      env: { OPS_PORT: String(port) },
    });
    expect(await runServer(world, { name: 'example', version: '1', listen: bindPort })).toBe(0);
    expect([askedCount, world.written.stderr()]).toEqual([3, '']);
  });

  it('stops waiting after --wait-ms', async () => {
    const port = await listen((_request, response) => response.writeHead(503).end(), {
      host: '127.0.0.1',
      port: 0,
    });
    let nowMs = 0;
    const world = {
      ...createTestWorld({
        argv: ['healthcheck', '--wait-ms=50'],
        env: { OPS_PORT: String(port) },
      }),
      monotonicMs: () => (nowMs += 20),
    };
    expect(await runServer(world, { name: 'example', version: '1', listen: bindPort })).toBe(1);
  });

  it('stops waiting when the process in MAINPID has ended', async () => {
    const port = await listen((_request, response) => response.writeHead(503).end(), {
      host: '127.0.0.1',
      port: 0,
    });
    const world = {
      ...createTestWorld({
        argv: ['healthcheck', '--wait-ms=600000'],
        env: { OPS_PORT: String(port), MAINPID: '4711' },
      }),
      isRunning: (pid: number) => pid !== 4711,
    };
    expect(await runServer(world, { name: 'example', version: '1', listen: bindPort })).toBe(1);
  });

  it.each(['-1', '600001', 'soon', '1s'])('refuses to wait for %s', async (text) => {
    const sentence = `example: Cannot read --wait-ms="${text}": expected whole milliseconds from 0 to 600000\n`;
    expect(await check([`--wait-ms=${text}`], {})).toEqual({ exitCode: 64, sentence });
  });

  it('reports that nobody listens', async () => {
    const port = await listen(healthy, { host: '127.0.0.1', port: 0 });
    servers.pop()?.close();
    expect(await check([], { OPS_PORT: String(port) })).toEqual({
      exitCode: 1,
      sentence: `example: Health check of http://127.0.0.1:${port}/livez failed: expected 200, got ECONNREFUSED\n`,
    });
  });

  it('reports that there was no response in time', async () => {
    const port = await listen(() => undefined, { host: '127.0.0.1', port: 0 });
    const world = {
      ...createTestWorld({ argv: ['healthcheck'], env: { OPS_PORT: String(port) } }),
      schedule: (_delayMs: number, run: () => void) => {
        setImmediate(run);
        return () => undefined;
      },
    };
    expect(await runServer(world, { name: 'example', version: '1', listen: bindPort })).toBe(1);
    expect(world.written.stderr()).toBe(
      `example: Health check of http://127.0.0.1:${port}/livez failed: expected 200, got no response within 2000 ms\n`,
    );
  });

  it.each(['off', '0'])(
    'requests /health from the admin socket if OPS_PORT=%s',
    async (OPS_PORT) => {
      const folder = mkdtempSync(join(tmpdir(), 'health-'));
      try {
        const path = join(folder, 'admin.sock');
        const asked: unknown[] = [];
        const answer: RequestListener = ({ url }, response) => {
          asked.push(url);
          response.end();
        };
        await listen(answer, { path });
        expect(await check([], { OPS_PORT, ADMIN_SOCKET: path })).toEqual({
          exitCode: 0,
          sentence: '',
        });
        expect(asked).toEqual(['/health']);
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  );

  it('cannot check readiness if OPS_PORT is off', async () => {
    expect(await check(['--path=/readyz'], { OPS_PORT: 'off' })).toEqual({
      exitCode: 1,
      sentence:
        'example: Health check of /readyz failed: no listener to connect to; set OPS_PORT to the port of the server\n',
    });
  });

  it('reports that there is no listener', async () => {
    expect(await check([], { OPS_PORT: 'off', ADMIN_SOCKET: 'off' })).toEqual({
      exitCode: 1,
      sentence:
        'example: Health check of /livez failed: no listener to connect to; set OPS_PORT to the port of the server\n',
    });
  });

  it.each([
    [['--path=livez'], {}, 64, 'Cannot read --path="livez": expected a path such as /readyz'],
    [['--port=1'], {}, 64, 'Cannot use the flag "--port" with healthcheck: --help lists'],
    [['now'], {}, 64, 'Cannot use the argument "now"; remove it'],
    [[], { OPS_PORT: 'x' }, 78, 'Cannot read OPS_PORT="x": expected a whole number'],
  ])('rejects %j with %j by status %d', async (argv, env, exitCode, sentence) => {
    const given = await check(argv, env);
    expect(given.exitCode).toBe(exitCode);
    expect(given.sentence).toContain(`example: ${sentence}`);
  });
});
