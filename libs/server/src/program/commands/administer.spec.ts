import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo, ListenOptions } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { runServer } from '../run-server.ts';
import { bindPort } from '../../lifecycle/listen/bind-port.ts';
import type { OutputSink } from '../../world/world.ts';
import { createManagementServer } from '../../management/server/create-management-server.ts';
import { OperationError } from '../../management/bridge/operation-error.ts';
import type { Call, Route } from '../../management/server/route.ts';
import {
  createTestWorld,
  type TestWorld,
  type TestWorldInput,
} from '../../../testing/test-world.ts';
import { until } from '../../../testing/until.ts';

const folder = mkdtempSync(join(tmpdir(), 'administer-'));
const path = join(folder, 'admin.sock');
const calls: Call[] = [];
const common = { access: 'read', summary: '' } as const;
const routes: readonly Route[] = [
  { ...common, method: 'GET', path: '/', answer: () => ({ json: { a: [1] } }) },
  {
    ...common,
    method: 'POST',
    path: '/loggers/{name}',
    answer: (call) => ({ status: calls.push(call) > 0 ? 204 : 500 }),
  },
  {
    ...common,
    method: 'PATCH',
    path: '/settings',
    answer: (call) => ({ json: calls.push(call) }),
  },
  {
    ...common,
    method: 'GET',
    path: '/logs',
    answer: () => {
      const lines = new PassThrough(); // stays open
      lines.write('{"msg":"one"}\n');
      return { headers: { 'Content-Type': 'application/x-ndjson' }, stream: lines };
    },
  },
  {
    ...common,
    method: 'POST',
    path: '/profiles/cpu',
    answer: () => ({
      headers: { 'Content-Disposition': 'attachment; filename="x.cpuprofile"' },
      json: {},
    }),
  },
  {
    ...common,
    method: 'DELETE',
    path: '/drain',
    answer: () => {
      throw new OperationError(409, 'The server is shutting down');
    },
  },
  {
    ...common,
    method: 'POST',
    path: '/reload',
    answer: () => {
      const errors = [{ detail: 'Cannot do this' }, { name: 'certificate', detail: 'It is gone' }];
      return { status: 422, json: { title: 'Unprocessable', detail: 'Nothing was done', errors } };
    },
  },
];
let ofSocket: Server;
let ofPort: Server;

beforeAll(async () => {
  ofSocket = await listen({ path });
  ofPort = await listen({ host: '127.0.0.1', port: 0 });
});
beforeEach(() => {
  calls.length = 0;
});
afterAll(() => {
  for (const server of [ofSocket, ofPort]) server.close().closeAllConnections();
  rmSync(folder, { recursive: true });
});

async function listen(where: ListenOptions): Promise<Server> {
  const onError = (error: unknown): void => {
    throw error;
  };
  const server = createManagementServer({ routes, onError }).listen(where);
  await once(server, 'listening');
  return server;
}

function losing(code: string): OutputSink['write'] {
  return (_text, onWritten) => onWritten?.(Object.assign(new Error(code), { code }));
}

function createWorld(
  words: readonly string[],
  { env, stdout }: Pick<TestWorldInput, 'env' | 'stdout'> = {},
): TestWorld {
  const argv = ['admin', ...words];
  return createTestWorld({ argv, env: { ADMIN_SOCKET: path, ...env }, stdout });
}

function run(world: TestWorld): Promise<number> {
  return runServer(world, { name: 'example', version: '1.2.3', listen: bindPort });
}

describe('admin', () => {
  it.each([[['/']], [['GET', '/']]])('prints the response to %j unchanged', async (words) => {
    const world = createWorld(words);
    expect(await run(world)).toBe(0);
    expect(world.written.stdout()).toBe('{\n  "a": [\n    1\n  ]\n}\n');
  });

  it('sends JSON', async () => {
    const world = createWorld(['POST', '/loggers/http?ttl=10s', '{"level":"debug"}']);
    expect(await run(world)).toBe(0);
    expect(world.written.stdout()).toBe('');
    expect(calls).toMatchObject([
      {
        segments: { name: 'http' },
        body: { level: 'debug' },
        headers: { 'content-type': 'application/json' },
      },
    ]);
  });

  it('sends a PATCH as a merge patch of the current state', async () => {
    expect(await run(createWorld(['PATCH', '/settings', '{"logLevel":null}']))).toBe(0);
    expect(calls).toMatchObject([
      { headers: { 'content-type': 'application/merge-patch+json', 'if-match': '*' } },
    ]);
  });

  it('sends JSON with DELETE, too', async () => {
    const world = createWorld(['DELETE', '/drain', '{"a":1}']);
    expect(await run(world)).toBe(1);
    expect(world.written.stderr()).toContain('409 Conflict: The server is shutting down');
  });

  it('prints each error of a refusal', async () => {
    const world = createWorld(['POST', '/reload']);
    expect(await run(world)).toBe(1);
    expect(world.written.stderr()).toBe(
      'example: The server answered 422 Unprocessable: Nothing was done\n  Cannot do this\n  certificate: It is gone\n',
    );
  });

  it('sends a request to a URL with a token from a file', async () => {
    const tokenPath = join(folder, 'token');
    writeFileSync(tokenPath, 'hunter2\n');
    const { port } = ofPort.address() as AddressInfo;
    const flags = [`--url=http://127.0.0.1:${port}`, `--token-file=${tokenPath}`];
    expect(await run(createWorld(['POST', '/loggers/http', ...flags]))).toBe(0);
    expect(calls).toMatchObject([
      { headers: { authorization: 'Bearer hunter2', host: `127.0.0.1:${port}` } },
    ]);
  });

  it('prints a stream as it arrives, until interrupted', async () => {
    const world = createWorld(['/logs']);
    const ended = run(world);
    await until(() => world.written.stdout() === '{"msg":"one"}\n');
    world.sendSignal('SIGINT');
    expect(await ended).toBe(0);
    expect(world.written.stderr()).toBe('');
  });

  it('reports that the server closed the connection before the end of a stream', async () => {
    const world = createWorld(['/logs']);
    const ended = run(world);
    await until(() => world.written.stdout() === '{"msg":"one"}\n');
    ofSocket.closeAllConnections();
    expect(await ended).toBe(69);
    expect(world.written.stderr()).toBe(
      'example: Cannot read the whole response to /logs: the server closed the connection; check that it still runs\n',
    );
  });

  it('stops when its output is closed', async () => {
    const world = createWorld(['/'], { stdout: { write: losing('EPIPE') } });
    expect(await run(world)).toBe(0);
    expect(world.written.stderr()).toBe('');
  });

  it('fails if the disk is full', async () => {
    const world = createWorld(['/'], { stdout: { write: losing('ENOSPC') } });
    expect(await run(world)).toBe(74);
    expect(world.written.stderr()).toMatch(/^example: Cannot write to standard output: ENOSPC;/);
  });

  it('refuses to write a file to a terminal', async () => {
    const world = createWorld(['POST', '/profiles/cpu'], { stdout: { isTTY: true } });
    expect(await run(world)).toBe(64);
    expect(world.written.stderr()).toBe(
      'example: Cannot write a file to a terminal: expected a file or a pipe; redirect the output with > x.cpuprofile\n',
    );
    const redirected = createWorld(['POST', '/profiles/cpu']);
    expect(await run(redirected)).toBe(0);
    expect(redirected.written.stdout()).toBe('{}\n');
  });

  it.each([
    [['/nowhere'], {}, 1, 'The server answered 404 Not Found'],
    [['DELETE', '/drain'], {}, 1, 'The server answered 409 Conflict: The server is shutting down'],
    [['loggers'], {}, 64, 'Cannot request "loggers": expected a path such as /loggers'],
    [
      ['/'],
      { ADMIN_SOCKET: '/nonexistent/a.sock' },
      69,
      'Cannot reach the admin API: no socket at /nonexistent/a.sock; start the server, or name the socket with --admin-socket=PATH',
    ],
    [
      ['/'],
      { ADMIN_SOCKET: '', NOMAD_SECRETS_DIR: '/nonexistent/secrets' },
      69,
      'Cannot reach the admin API: no socket at /nonexistent/secrets/admin.sock, /run/example/admin.sock; start the server, or name the socket with --admin-socket=PATH',
    ],
    [
      ['/'],
      { ADMIN_SOCKET: 'off' },
      69,
      'Cannot reach the admin API: ADMIN_SOCKET=off; name the socket with --admin-socket=PATH, or an address with --url',
    ],
    [
      ['/', '--url=http://127.0.0.1:1'],
      {},
      69,
      'Cannot reach the admin API at http://127.0.0.1:1/: ECONNREFUSED; check that the server runs and that this user may connect',
    ],
    [
      ['/', '--url=http://127.0.0.1:1', '--token-file=/nonexistent/token'],
      {},
      66,
      'Cannot read --token-file="/nonexistent/token": ENOENT; create it, or name another file',
    ],
  ])('rejects %j with %j by status %d and a sentence', async (words, env, exitCode, sentence) => {
    const world = createWorld(words, { env });
    expect(await run(world)).toBe(exitCode);
    expect(world.written.stderr()).toBe(`example: ${sentence}\n`);
    expect(world.written.stdout()).toBe('');
  });
});
