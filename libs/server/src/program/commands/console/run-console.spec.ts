import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { startAdmin, TOKENS, type RunningAdmin } from '../../../../testing/start-admin.ts';
import {
  consoleRoutes,
  createConsoleWorld,
  runExample,
  startConsole,
} from '../../../../testing/start-console.ts';
import { until } from '../../../../testing/until.ts';
import type { Call, Route } from '../../../management/server/route.ts';

const calls: Call[] = [];
const lines = new PassThrough();
const common = { access: 'write', summary: '' } as const;
const routes: readonly Route[] = [
  ...consoleRoutes,
  {
    ...common,
    method: 'POST',
    path: '/loggers/{name}',
    answer: (call) => ({ json: { count: calls.push(call) } }),
  },
  {
    ...common,
    method: 'GET',
    path: '/logs',
    answer: ({ signal }) => {
      signal.addEventListener('abort', () => lines.destroy());
      return { headers: { 'Content-Type': 'application/x-ndjson' }, stream: lines };
    },
  },
];

let admin: RunningAdmin;
let env: Record<string, string>;
const folder = mkdtempSync(join(tmpdir(), 'console-'));
beforeAll(async () => {
  admin = await startAdmin({ routes });
  env = { ADMIN_SOCKET: admin.socketPath };
});
afterAll(async () => {
  await admin[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

describe('admin console', () => {
  it('serves the page, and passes what it asks on to the socket', async () => {
    await using console = await startConsole([], { env });
    const page = await fetch(`${console.origin}/console`);
    expect(await page.text()).toBe('the page');
    expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(page.headers.get('content-encoding')).toBe('gzip');
    const headers = await console.signIn();
    const self = await fetch(`${console.origin}/console/self`, { headers });
    expect(await self.json()).toMatchObject({ program: { name: 'example' }, role: 'write' });
    const changed = await fetch(`${console.origin}/loggers/http?ttl=10s`, {
      method: 'POST',
      headers: {
        ...headers,
        'Content-Type': 'application/json',
        Origin: console.origin,
        Cookie: 'a=1',
        Referer: console.origin,
        'If-Match': '"1"',
      },
      body: '{"configuredLevel":"debug"}',
    });
    expect(await changed.json()).toEqual({ count: 1 });
    expect(calls).toMatchObject([
      { segments: { name: 'http' }, body: { configuredLevel: 'debug' } },
    ]);
    expect(calls[0]?.query.get('ttl')).toBe('10s');
    const { headers: received = {} } = calls[0] ?? {};
    expect(received).toMatchObject({ host: 'localhost', 'if-match': '"1"' });
    for (const name of ['origin', 'cookie', 'referer', 'authorization', 'sec-fetch-mode'])
      expect(received).not.toHaveProperty(name);
    expect(admin.audit.events()).toMatchObject([{ actor: 'unix', path: '/loggers/http' }]);
  });

  it('streams, and ends the stream of the server when the browser leaves', async () => {
    await using console = await startConsole([], { env });
    const leave = new AbortController();
    const headers = await console.signIn();
    const logs = await fetch(`${console.origin}/logs`, { headers, signal: leave.signal });
    lines.write('{"msg":"one"}\n');
    const chunks = logs.body?.[Symbol.asyncIterator]() as AsyncIterator<Uint8Array, undefined>;
    const { value = Buffer.alloc(0) } = await chunks.next();
    expect(Buffer.from(value).toString()).toBe('{"msg":"one"}\n');
    leave.abort();
    await until(() => lines.destroyed);
  });

  it('exchanges the code once', async () => {
    await using console = await startConsole([], { env });
    expect((await console.redeem('x'.repeat(43))).status).toBe(403);
    const first = await console.redeem();
    expect(first.headers.get('cache-control')).toBe('no-store');
    expect(((await first.json()) as { token: string }).token).toMatch(/^[\w-]{43}$/);
    const second = await console.redeem();
    expect(second.status).toBe(403);
    expect(second.headers.get('content-type')).toBe('application/problem+json');
    expect(await second.text()).toContain('was used before; run the command again');
  });

  it('limits the failures of codes and tokens together', async () => {
    await using console = await startConsole([], { env });
    for (let count = 0; count < 5; count += 1) {
      expect((await console.redeem('')).status).toBe(403);
      expect((await fetch(`${console.origin}/console/self`)).status).toBe(401);
    }
    expect((await console.redeem('')).status).toBe(429);
    expect((await fetch(`${console.origin}/console/self`)).status).toBe(429);
    const headers = await console.signIn(); // the right one is not limited
    expect((await fetch(`${console.origin}/console/self`, { headers })).status).toBe(200);
  });

  it('reaches a URL with a token from a file', async () => {
    const tokenPath = join(folder, 'token');
    writeFileSync(tokenPath, TOKENS.read);
    const words = [`--url=http://127.0.0.1:${admin.port}`, `--token-file=${tokenPath}`];
    await using console = await startConsole(words, { env: { ADMIN_SOCKET: 'off' } });
    const headers = await console.signIn();
    const self = await fetch(`${console.origin}/console/self`, { headers });
    expect(await self.json()).toMatchObject({ role: 'read' });
    const refused = await fetch(`${console.origin}/loggers/http`, { method: 'POST', headers });
    expect(refused.status).toBe(403);
  });

  it('says so when the server has gone', async () => {
    const gone = await startAdmin({ routes });
    await using console = await startConsole([], { env: { ADMIN_SOCKET: gone.socketPath } });
    const headers = await console.signIn();
    await gone[Symbol.asyncDispose]();
    const response = await fetch(`${console.origin}/console/self`, { headers });
    expect(response.status).toBe(502);
    expect(await response.text()).toContain(
      `Cannot reach the admin API at ${gone.socketPath}: ENOENT`,
    );
  });
});

describe('admin console fails', () => {
  it.each([
    [['--port=http'], {}, 64, 'Cannot read --port="http": expected a whole number from 0 to 65535'],
    [['/health'], {}, 64, 'Cannot use the argument "/health"; remove it'],
    [
      [],
      { ADMIN_SOCKET: '/nonexistent/a.sock' },
      69,
      'Cannot reach the admin API: no socket at /nonexistent/a.sock; start the server, or name the socket with --admin-socket=PATH',
    ],
    [
      ['--url=http://127.0.0.1:1'],
      {},
      69,
      'Cannot reach the admin API at http://127.0.0.1:1/: ECONNREFUSED; check that the server runs and that this user may connect',
    ],
  ])('by %j with %j: status %d and a sentence', async (words, given, exitCode, sentence) => {
    const world = createConsoleWorld(words, { env: { ...env, ...given } });
    expect(await runExample(world)).toBe(exitCode);
    expect(world.written.stderr()).toBe(`example: ${sentence}\n`);
    expect(world.written.stdout()).toBe('');
  });

  it('if the port is taken', async () => {
    await using first = await startConsole([], { env });
    const { port } = new URL(first.origin);
    const world = createConsoleWorld([`--port=${port}`], { env });
    expect(await runExample(world)).toBe(69);
    expect(world.written.stderr()).toBe(
      `example: Cannot listen on port ${port} of 127.0.0.1: another process is using it; stop that process or set --port to another port\n`,
    );
  });

  it('if the token is wrong', async () => {
    const world = createConsoleWorld([`--url=http://127.0.0.1:${admin.port}`], { env });
    expect(await runExample(world)).toBe(1);
    expect(world.written.stderr()).toMatch(/^example: The server answered 401 Unauthorized: /);
  });

  it('if the server is too old for a console', async () => {
    const server = createServer((_, response) => response.writeHead(404).end());
    const path = join(folder, 'old.sock');
    await once(server.listen(path), 'listening');
    const world = createConsoleWorld([`--admin-socket=${path}`], { env });
    expect(await runExample(world)).toBe(1);
    expect(world.written.stderr()).toBe('example: The server answered 404\n');
    server.close();
  });

  it.each(['interrupt', 'hangUp'] as const)('not, at an %s', async (end) => {
    const console = await startConsole([], { env });
    expect(await console[end]()).toBe(0);
    await expect(fetch(console.origin)).rejects.toThrow('fetch failed');
  });
});
