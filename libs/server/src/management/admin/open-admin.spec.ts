import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { IncomingMessage } from 'node:http';
import { managementSettings } from '../../config/declared/management.ts';
import { defaultsOf } from '../../config/setting.ts';
import type { Route } from '../server/route.ts';
import { startAdmin, TOKENS } from '../../../testing/start-admin.ts';
import { TEST_TIME } from '../../../testing/test-world.ts';
import { createAudit } from './audit.ts';
import type { AdminOptions } from './admin-options.ts';
import { openAdmin } from './open-admin.ts';

const routes: readonly Route[] = [
  { method: 'GET', path: '/a', access: 'read', summary: '', answer: () => ({ text: 'a' }) },
  {
    method: 'POST',
    path: '/a',
    access: 'write',
    summary: '',
    answer: () => ({ audit: { before: 1, after: 2 } }),
  },
];

async function ask(
  target: { readonly port: number } | { readonly socketPath: string },
  options: {
    readonly method?: string;
    readonly path?: string;
    readonly token?: string;
    readonly name?: string;
  },
): Promise<IncomingMessage & { readonly body: string }> {
  const { token, path = '/a', method, name } = options;
  const headers = {
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
    ...(name !== undefined && 'port' in target && { host: `${name}:${target.port}` }),
  };
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const host = '127.0.0.1';
  request({ host, path, method, headers, agent: false, ...target }, resolve)
    .on('error', reject)
    .end();
  const response = await promise;
  return Object.assign(response, { body: await text(response) });
}

describe('openAdmin() on all addresses', () => {
  it.each([
    ['127.0.0.1', 200],
    ['localhost', 200],
    ['0.0.0.0', 403],
    ['[::]', 403],
  ])('accepts the name %s: %d', async (name, status) => {
    await using admin = await startAdmin({ routes, settings: { adminHost: '0.0.0.0' } });
    const answer = await ask({ port: admin.port }, { token: TOKENS.write, name });
    expect(answer.statusCode).toBe(status);
  });
});

describe('openAdmin() over TCP', () => {
  it('accepts a replaced token at once, and the old one no longer', async () => {
    await using admin = await startAdmin({ routes });
    const statusOf = async (token: string) =>
      (await ask({ port: admin.port }, { token })).statusCode;
    expect(await statusOf(TOKENS.write)).toBe(200);
    rmSync(join(admin.directory, 'admin-token'));
    admin.writeToken('write', 'n'.repeat(43));
    expect([await statusOf(TOKENS.write), await statusOf('n'.repeat(43))]).toEqual([401, 200]);
  });

  it.each([
    [
      'is gone',
      (path: string) => {
        rmSync(path);
      },
    ],
    [
      'is too short',
      (path: string) => {
        chmodSync(path, 0o600);
        writeFileSync(path, 'short');
      },
    ],
    [
      'is empty',
      (path: string) => {
        chmodSync(path, 0o600);
        writeFileSync(path, '');
      },
    ],
    [
      'is readable for other users',
      (path: string) => {
        chmodSync(path, 0o640);
      },
    ],
  ])('accepts no token whose file %s', async (_, change) => {
    await using admin = await startAdmin({ routes });
    change(join(admin.directory, 'admin-token'));
    for (const token of [TOKENS.write, 'short', ''])
      expect((await ask({ port: admin.port }, { token })).statusCode).toBe(401);
  });

  it('responds with 429 after ten failures in a minute, but accepts a valid token', async () => {
    await using admin = await startAdmin({ routes });
    for (let count = 1; count <= 10; count += 1)
      expect((await ask({ port: admin.port }, { token: 'x' })).statusCode).toBe(401);
    const refused = await ask({ port: admin.port }, {});
    expect([refused.statusCode, refused.headers['retry-after']]).toEqual([429, '60']);
    expect((await ask({ port: admin.port }, { token: TOKENS.read })).statusCode).toBe(200);
    expect((await ask({ socketPath: admin.socketPath }, {})).statusCode).toBe(200);
  });

  it('audits changes and denials, and nothing else', async () => {
    await using admin = await startAdmin({ routes });
    const time = new Date(TEST_TIME).toISOString();
    const actors = { w: '93147f94', r: 'd9ef4334' };
    await ask({ port: admin.port }, { token: TOKENS.write });
    await ask({ port: admin.port }, { token: TOKENS.write, path: '/nothing?secret=1' });
    await ask({ port: admin.port }, { token: TOKENS.write, method: 'POST', path: '/a?secret=1' });
    await ask({ port: admin.port }, { token: TOKENS.read, method: 'POST' });
    await ask({ port: admin.port }, { path: '/a?secret=1' });
    await ask({ socketPath: admin.socketPath }, { method: 'POST', path: `/${'x'.repeat(2_000)}` });
    expect(admin.audit.events()).toEqual([
      {
        time,
        actor: actors.w,
        role: 'write',
        method: 'POST',
        path: '/a',
        status: 204,
        before: 1,
        after: 2,
      },
      { time, actor: actors.r, role: 'read', method: 'POST', path: '/a', status: 403 },
      { time, actor: null, role: null, method: 'GET', path: '/a', status: 401 },
      {
        time,
        actor: 'unix',
        role: 'write',
        method: 'POST',
        path: `/${'x'.repeat(1_023)}`,
        status: 404,
      },
    ]);
  });
});

describe('openAdmin()', () => {
  let directory: string;
  let lines: unknown[];
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'open-'));
    lines = [];
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  async function open(settings: Partial<AdminOptions['settings']>, env: AdminOptions['env'] = {}) {
    const listeners = await openAdmin({
      routes,
      settings: { ...defaultsOf(managementSettings), ...settings },
      inherited: { descriptors: {}, predecessor: undefined },
      env,
      name: '../nowhere/missing', // so that /run/NAME never exists on this machine
      audit: createAudit({ now: () => new Date(TEST_TIME), write: () => undefined }),
      monotonicMs: () => 0,
      log: (...line) => lines.push(line),
      onError: () => undefined,
    });
    for (const { server, afterClose } of listeners) {
      server.close();
      afterClose();
    }
    return listeners.length;
  }

  it('uses the first path of the list that it can create', async () => {
    const path = join(directory, 'second', 'admin.sock');
    const env = {
      RUNTIME_DIRECTORY: join(directory, 'a/b'),
      NOMAD_SECRETS_DIR: join(directory, 'second'),
    };
    expect(await open({}, env)).toBe(1);
    expect(lines).toEqual([['info', { listener: 'admin', address: path }, 'listening']]);
    expect(readdirSync(join(directory, 'second'))).toEqual([]);
  });

  it('is off with one warning if no path can be created', async () => {
    const path = join(directory, 'a/b/admin.sock');
    expect(await open({}, { RUNTIME_DIRECTORY: join(directory, 'a/b') })).toBe(0);
    const refusal = (place: string) =>
      `Cannot create ADMIN_SOCKET="${place}": no such directory; set ADMIN_SOCKET to a path in a directory that this user can write to, or to off`;
    const problems = [refusal(path), refusal('/nowhere/missing/admin.sock')];
    expect(lines).toEqual([
      ['warn', { problems }, 'cannot create the admin socket, continuing without'],
    ]);
  });

  it('is off without a warning if it is turned off', async () => {
    expect(await open({ adminSocket: 'off' })).toBe(0);
    expect(lines).toEqual([]);
  });

  it('does not start if the socket in ADMIN_SOCKET cannot be created', async () => {
    const path = join(directory, 'a/b/admin.sock');
    await expect(open({ adminSocket: path })).rejects.toMatchObject({
      code: 'UNIX_SOCKET_NOT_MADE',
      exitCode: 73,
    });
  });

  it('does not open a port without a token', async () => {
    await expect(open({ adminSocket: 'off', adminPort: 0 })).rejects.toMatchObject({
      message:
        'Cannot open ADMIN_PORT=0: expected a token; set ADMIN_TOKEN_FILE or ADMIN_READ_TOKEN_FILE to a file that contains one',
      exitCode: 78,
    });
  });

  const writeToken = (name: string, mode: number): string => {
    const path = join(directory, name);
    writeFileSync(path, TOKENS.write);
    chmodSync(path, mode);
    return path;
  };

  it.each([0o404, 0o440, 0o444, 0o604, 0o620, 0o777])(
    'does not open a port with a token file of mode %o',
    async (mode) => {
      const path = writeToken('t', mode);
      const env = { ADMIN_TOKEN_FILE: path };
      await expect(open({ adminSocket: 'off', adminPort: 0 }, env)).rejects.toMatchObject({
        message: `Cannot trust the token in "${path}": its mode ${mode.toString(8)} lets other users read it; set it to 0400 with chmod, or with perms = "0400" in Nomad`,
        exitCode: 78,
      });
    },
  );

  it.each([
    ['the mode 400', 0o400, (path: string) => ({ ADMIN_TOKEN_FILE: path })],
    ['the mode 600', 0o600, (path: string) => ({ ADMIN_READ_TOKEN_FILE: path })],
    ['any mode from systemd', 0o440, () => ({ CREDENTIALS_DIRECTORY: directory })],
  ])('opens a port with a token of %s', async (_, mode, envOf) => {
    const path = writeToken('admin-token', mode);
    expect(await open({ adminSocket: 'off', adminPort: 0 }, envOf(path))).toBe(1);
    expect(lines).toMatchObject([['info', { listener: 'admin' }, 'listening']]);
  });

  it('closes the port again if the socket cannot be created', async () => {
    const env = { ADMIN_TOKEN_FILE: writeToken('t', 0o400) };
    const settings = { adminSocket: join(directory, 'a/b/c'), adminPort: 0 };
    await expect(open(settings, env)).rejects.toMatchObject({ exitCode: 73 });
    const [, { address }] = lines[0] as [string, { address: { port: number } }];
    await expect(fetch(`http://127.0.0.1:${address.port}`)).rejects.toThrow('fetch failed');
  });
});
