import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingMessage } from 'node:http';
import { type ListenOptions, type Server, type Socket, createServer } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { useProbe, whenCompiled } from './programs/programs.fixture.ts';

whenCompiled('a self-contained executable with --probe', () => {
  const { folder, probe: program } = useProbe();
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });

  async function listen(server: Server, where: ListenOptions): Promise<number> {
    servers.push(server.listen(where));
    await once(server, 'listening');
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }
  /** Answers each connection with these bytes. */
  const listenRaw = (bytes: string) =>
    listen(
      createServer((socket: Socket) => {
        socket.on('error', () => undefined).end(bytes);
      }),
      { host: '127.0.0.1', port: 0 },
    );
  const requests: IncomingMessage[] = [];
  const listenHttp = (where: ListenOptions) =>
    listen(
      createHttpServer((request, response) => {
        requests.push(request);
        response.writeHead(request.url === '/livez?a=b' ? 200 : 503).end('{}');
      }),
      where,
    );
  async function probe(urls: readonly string[], env: Record<string, string> = {}) {
    const child = spawn(program, ['--probe', ...urls], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const closed = once(child, 'close');
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    const [status] = (await closed) as [number];
    return { status, stdout, stderr };
  }
  const healthy = { status: 0, stdout: '', stderr: '' };
  const unhealthy = (url: string, problem: string) => ({
    status: 1,
    stdout: '',
    stderr: `Health check of ${url} failed: expected ${problem}\n`,
  });
  const forms = 'http://ADDRESS:PORT/PATH or http://unix:SOCKET:PATH';

  it.each([
    ['127.0.0.1', '127.0.0.1'],
    ['0.0.0.0', '0.0.0.0'],
    ['127.0.0.1', 'localhost'],
    ['::1', '[::1]'],
    ['::1', '::1'],
    ['::1', '0:0:0:0:0:0:0:1'],
    ['::1', '0:0::0:1'],
    ['::', '[::]'],
  ])('sends one GET to a server on %s at http://%s', async (host, address) => {
    const authority = `${address}:${await listenHttp({ host, port: 0 })}`;
    requests.length = 0;
    expect(await probe([`http://${authority}/livez?a=b`])).toEqual(healthy);
    expect(requests.map(({ method, url, headers }) => ({ method, url, headers }))).toEqual([
      { method: 'GET', url: '/livez?a=b', headers: { host: authority, connection: 'close' } },
    ]);
  });

  it('requests from a unix socket', async () => {
    const path = join(folder, 'admin.sock');
    await listenHttp({ path });
    expect(await probe([`http://unix:${path}:/livez?a=b`])).toEqual(healthy);
    const url = `http://unix:${path}:/readyz`;
    expect(await probe([url])).toEqual(unhealthy(url, '200, got 503'));
  });

  it.each([
    ['a response without fields', 'HTTP/1.1 200 OK\r\n\r\n', undefined],
    ['an HTTP/1.0 server', 'HTTP/1.0 200 OK\r\n\r\n', undefined],
    ['another status', 'HTTP/1.1 404 Not Found\r\n\r\n', '200, got 404'],
    ['another protocol', 'SSH-2.0-OpenSSH_9.2p1\r\n', '200, got no HTTP response'],
    ['no response', '', '200, got no HTTP response'],
    ['a part of a status', 'HTTP/1.1 20', '200, got no HTTP response'],
  ])('judges %s', async (_, bytes, problem) => {
    const url = `http://127.0.0.1:${await listenRaw(bytes)}/livez`;
    expect(await probe([url])).toEqual(problem ? unhealthy(url, problem) : healthy);
  });

  it('reports that nothing listens', async () => {
    const port = await listenRaw('');
    servers.pop()?.close();
    const url = `http://127.0.0.1:${port}/livez`;
    expect(await probe([url])).toEqual(unhealthy(url, '200, got ECONNREFUSED'));
    const local = `http://unix:${join(folder, 'absent.sock')}:/health`;
    expect(await probe([local])).toEqual(unhealthy(local, '200, got ENOENT'));
  });

  it('waits two seconds at most', async () => {
    const silent = createServer((socket) => socket.on('error', () => undefined));
    const url = `http://127.0.0.1:${await listen(silent, { host: '127.0.0.1', port: 0 })}/livez`;
    expect(await probe([url])).toEqual(unhealthy(url, '200, got no response within 2000 ms'));
  });

  it.each([
    ['${OPS_PORT}', {}],
    ['${OPS_PORT:-1}', {}],
    ['${NONE:-${OPS_PORT:-1}}', {}],
    ['${NONE:-${NONE}${OPS_PORT}}', { NONE: '' }],
    ['${NONE:-${OPS_PORT:-${NONE:-1}}}', { ONE: '1', NON: '1', NONE_: '1', OPS_PORT_: '1' }],
    ['${_lower1}', { _lower1: '${OPS_PORT}' }],
  ])('expands %s', async (port, env) => {
    const OPS_PORT = String(await listenHttp({ host: '127.0.0.1', port: 0 }));
    const variables = Object.fromEntries(
      Object.entries(env).map(([name, value]) => [name, value.replace('${OPS_PORT}', OPS_PORT)]),
    );
    const urls = [`http://127.0.0.1:${port}/livez?a=b`];
    expect(await probe(urls, { ...variables, OPS_PORT })).toEqual(healthy);
  });

  it.each(['off', '0'])('skips a URL whose port is %s', async (OPS_PORT) => {
    const path = join(folder, 'admin.sock');
    await listenHttp({ path });
    const urls = [
      'http://127.0.0.1:${OPS_PORT:-9000}/livez',
      'http://unix:${ADMIN_SOCKET:-${RUNTIME_DIRECTORY:-/run/none}/admin.sock}:/livez?a=b',
    ];
    expect(await probe(urls, { OPS_PORT, RUNTIME_DIRECTORY: folder })).toEqual(healthy);
    expect(await probe(urls, { OPS_PORT, ADMIN_SOCKET: 'off' })).toEqual(
      unhealthy('http://unix:off:/livez?a=b', 'a URL that is not off, after --probe'),
    );
  });

  it.each([
    [{}, '/run/none'],
    [{ NOMAD_SECRETS_DIR: '/none/secrets' }, '/none/secrets'],
    [{ NOMAD_SECRETS_DIR: '/none/secrets', RUNTIME_DIRECTORY: '/none/unit' }, '/none/unit'],
  ])('looks with %j for the admin socket of an image in %s', async (env, directory) => {
    const folders = '${RUNTIME_DIRECTORY:-${NOMAD_SECRETS_DIR:-/run/none}}';
    const url = `http://unix:\${ADMIN_SOCKET:-${folders}/admin.sock}:/health`;
    expect(await probe([url], env)).toEqual(
      unhealthy(`http://unix:${directory}/admin.sock:/health`, '200, got ENOENT'),
    );
  });

  it('requires a URL', async () => {
    expect(await probe([])).toEqual(unhealthy('nothing', 'a URL that is not off, after --probe'));
  });

  it.each([
    '',
    'https://127.0.0.1:1/',
    'http://127.0.0.1:1',
    'http://127.0.0.1/',
    'http://127.0.0.1:/',
    'http://127.0.0.1:65536/',
    'http://127.0.0.1:18446744073709551617/',
    'http://127.0.0.1:1a/',
    'http://127.0.0.1:1/\r\nX: y',
    'http://127.0.0:1/',
    'http://127.0.0.1.1:1/',
    'http://127.0.0.256:1/',
    'http://127.0.0.1@:1/',
    'http://127.0.0.1:8@/',
    'http://example:1/',
    'http://localhost.:1/',
    'http://::1/',
    'http://[::1:1/',
    'http://1:2:3:4:5:6:7:1/',
    'http://1:2:3:4:5:6:7:8:9:1/',
    'http://1::2::3:1/',
    'http://:::1:1/',
    'http://10000::1:1/',
    'http://:1/',
    'http://]:1/',
    'http://unix:/run/admin.sock',
    'http://unix:/run/admin.sock:health',
    `http://unix:/${'s'.repeat(107)}:/health`,
    `http://127.0.0.1:1/${'x'.repeat(1_005)}`,
  ])('refuses %j', async (url) => {
    expect(await probe([url])).toEqual(unhealthy(url.slice(0, 1_023).slice(-200), forms));
  });

  it('is an argument like any other in another place', async () => {
    const child = spawn(program, ['arguments', '--probe'], { env: {}, stdio: 'pipe' });
    expect(await text(child.stdout)).toBe(`${program}\narguments\n--probe\n`);
  });
});
