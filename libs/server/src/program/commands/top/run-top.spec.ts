import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bindPort } from '../../../lifecycle/listen/bind-port.ts';
import { runServer } from '../../run-server.ts';
import { OperationError } from '../../../management/bridge/operation-error.ts';
import {
  createTestWorld,
  type TestWorld,
  type TestWorldInput,
} from '../../../../testing/test-world.ts';
import { FLIGHT, startTopServer, type TopServer } from '../../../../testing/top-server.ts';
import { startAdmin } from '../../../../testing/start-admin.ts';
import { until } from '../../../../testing/until.ts';

let top: TopServer;
beforeEach(async () => {
  top = await startTopServer();
});
afterEach(() => {
  top[Symbol.dispose]();
});

function createWorld(
  words: readonly string[],
  { env, ...given }: Pick<TestWorldInput, 'env' | 'stdout'> = {},
): TestWorld {
  const argv = ['top', ...words];
  return createTestWorld({ argv, env: { ADMIN_SOCKET: top.socketPath, ...env }, ...given });
}

function run(world: TestWorld): Promise<number> {
  return runServer(world, { name: 'example', version: '1.2.3', listen: bindPort });
}

describe('top', () => {
  it('prints one frame with --once, without a control character', async () => {
    const world = createWorld(['--once']);
    expect(await run(world)).toBe(0);
    const text = world.written.stdout();
    expect(text).toMatch(/^example 1\.2\.3 {2}ready {2}up 3 h 12 min\nrequests\/s +1475 /);
    expect(text).toMatch(/\nGET \/orders\/:id +123k +12 +1\.20 ms +8\.90 ms\n/);
    expect(text).toMatch(/\nGET \/slow +handler +2\.30 s\n/);
    expect(text).not.toMatch(/[^\P{C}\n]| $/mu);
    expect(world.written.stderr()).toBe('');
  });

  it('prints frame after frame in a pipe until interrupted, each of the latest seconds', async () => {
    const world = createWorld([]);
    const ended = run(world);
    await until(() => world.written.stdout().split('example 1.2.3').length > 2);
    world.sendSignal('SIGINT');
    expect(await ended).toBe(0);
    expect(world.written.stdout()).toContain('\n\nexample 1.2.3');
    const [first, second] = top.asked.filter((path) => path.startsWith('/flight'));
    const nowSeconds = Math.floor(Date.parse(FLIGHT.now) / 1_000);
    expect([first, second]).toEqual(['/flight?since=0', `/flight?since=${nowSeconds - 120}`]);
  });

  it('ends when its reader has read enough', async () => {
    const world = createWorld([], {
      stdout: {
        write: (_text, onWritten) =>
          onWritten?.(Object.assign(new Error('EPIPE'), { code: 'EPIPE' })),
      },
    });
    expect(await run(world)).toBe(0);
  });

  it('ends with 1 if interrupted before the first frame', async () => {
    top.answer('/health', () => new Promise(() => undefined));
    const world = createWorld([]);
    const ended = run(world);
    await until(() => top.asked.includes('/health'));
    world.sendSignal('SIGINT');
    expect(await ended).toBe(1);
  });

  it('shows what there is while the main thread does not answer', async () => {
    top.answer('/requests', () => {
      throw new OperationError(504, 'The main thread did not answer within 2000 ms');
    });
    const world = createWorld(['--once']);
    expect(await run(world)).toBe(0);
    expect(world.written.stdout()).toMatch(
      /ready.*\nThe main thread did not answer within 2000 ms\n/,
    );
    expect(world.written.stdout()).toContain('GET /orders/:id');
    expect(world.written.stdout()).not.toContain('requests in progress');
  });

  it('shows what there is of a server without a flight recorder', async () => {
    top.answer('/flight', () => {
      throw new OperationError(404, '');
    });
    const world = createWorld(['--once']);
    expect(await run(world)).toBe(0);
    expect(world.written.stdout()).toMatch(
      /^example 1\.2\.3 {2}ready\nThe server is of a version without GET \/flight\n\nrequests in /,
    );
  });

  it('ends with a sentence when the server goes', async () => {
    const world = createWorld([]);
    const ended = run(world);
    await until(() => world.written.stdout() !== '');
    top.server.close().closeAllConnections();
    expect(await ended).toBe(69);
    expect(world.written.stderr()).toMatch(/^example: Cannot re[^\n]*\n$/);
  });

  it('says that something else answers', async () => {
    top.answer('/info', () => ({ json: { hello: 'world' } }));
    const world = createWorld(['--once']);
    expect(await run(world)).toBe(69);
    expect(world.written.stderr()).toBe(
      'example: Cannot use the response to /info: expected one of the admin API; name its address with --url\n',
    );
  });

  describe('at a URL', () => {
    it('shows what a token may see', async () => {
      await using admin = await startAdmin({ routes: top.routes });
      const flags = [
        `--url=http://127.0.0.1:${admin.port}`,
        `--token-file=${admin.directory}/admin-read-token`,
      ];
      const world = createWorld(['--once', ...flags], { env: { ADMIN_SOCKET: 'off' } });
      expect(await run(world)).toBe(0);
      expect(world.written.stdout()).toMatch(/^example 1\.2\.3 {2}ready/);
    });

    it.each([
      ['no token', undefined, 1, /^example: The server answered 401 Unauthorized[^\n]*\n$/],
      [
        'a wrong token',
        'x'.repeat(43),
        1,
        /^example: The server answered 401 Unauthorized[^\n]*\n$/,
      ],
      ['a file that is missing', '', 66, /^example: Cannot read --token-file=[^\n]*\n$/],
    ])('refuses %s with a sentence', async (_name, token, exitCode, sentence) => {
      await using admin = await startAdmin({ routes: top.routes });
      const path = join(admin.directory, 'given');
      if (token) writeFileSync(path, token);
      const flags = token === undefined ? [] : [`--token-file=${path}`];
      const world = createWorld(['--once', `--url=http://127.0.0.1:${admin.port}`, ...flags]);
      expect(await run(world)).toBe(exitCode);
      expect(world.written.stderr()).toMatch(sentence);
      expect(world.written.stdout()).toBe('');
    });
  });

  it.each([
    [
      ['--interval=0'],
      {},
      64,
      'Cannot read --interval="0": expected a whole number from 1 to 3600',
    ],
    [['now'], {}, 64, 'Cannot use the argument "now"; remove it'],
    [
      [],
      { ADMIN_SOCKET: '/nonexistent/a.sock' },
      69,
      'Cannot reach the admin API: no socket at /nonexistent/a.sock; start the server, or name the socket with --admin-socket=PATH',
    ],
  ])('rejects %j with %j by status %d and a sentence', async (words, env, exitCode, sentence) => {
    const world = createWorld(words, { env });
    expect(await run(world)).toBe(exitCode);
    expect(world.written.stderr()).toBe(`example: ${sentence}\n`);
    expect(world.written.stdout()).toBe('');
  });
});
