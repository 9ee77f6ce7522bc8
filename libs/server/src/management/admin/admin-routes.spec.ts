import { once } from 'node:events';
import { request as send } from 'node:http';
import { Fault } from '../../world/faults/fault.ts';
import { startAdminRows } from '../../../testing/start-admin-rows.ts';
import { startApp, type RunningApp } from '../../../testing/start-app.ts';
import type { RunningManagementServer } from '../../../testing/start-management-server.ts';
import { until } from '../../../testing/until.ts';

const SECRET = 'canary-91bc';
let nowMs = 0;
const waiting: (() => void)[] = [];
let app: RunningApp;
let api: RunningManagementServer;
beforeAll(async () => {
  app = await startApp({
    monotonicMs: () => nowMs,
    filesRoot: import.meta.dirname, // else GET /files/cache has nothing to show
    routes: (request, response, next) => {
      if (request.path !== '/wait') next();
      else waiting.push(() => response.end('done'));
    },
  });
  api = await startAdminRows(app.managed);
  app.managed.lifecycle.enter('ready');
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
  await app[Symbol.asyncDispose]();
});

const get = async (path: string) => (await api.ask('GET', path)).body as Record<string, unknown>;

describe('the admin API', () => {
  it('lists every route, itself included', async () => {
    const { program, links } = await get('/');
    expect(program).toEqual({ name: 'test', version: '1.2.3' });
    const rows = (links as { method: string; href: string; access: string }[]).map(
      ({ method, href, access }) => `${method} ${href} ${access}`,
    );
    expect(rows).toEqual(expect.arrayContaining(['GET / read', 'POST /shutdown dangerous']));
    expect(new Set(rows).size).toBe(rows.length);
    const answers = rows.filter((row) => row.startsWith('GET ') && !/[{]|\/logs /.test(row));
    for (const row of answers) {
      const { status } = await api.ask('GET', row.split(' ')[1] ?? '');
      expect([row, status]).toEqual([row, 200]);
    }
  });

  it.each(['/drain', '/reload', '/shutdown'])('does not accept GET for POST %s', async (path) => {
    const { status, headers } = await api.ask('GET', path);
    expect([status, headers.get('allow')?.includes('POST')]).toEqual([405, true]);
  });

  it('describes the program and its process', async () => {
    expect(await get('/info')).toEqual({
      build: { name: 'test', version: '1.2.3' },
      runtime: {},
      process: { pid: 1, uptimeSeconds: 0, argv0: 'test' },
      limits: { nofile: null, memory: 1 },
      capabilities: [],
    });
  });

  it('reports the sources it was built from, if the SBOM has them', async () => {
    const properties = [{ name: 'org.opencontainers.image.revision', value: 'c0ffee' }];
    const metadata = { timestamp: '2026-11-21T23:36:00Z', component: { properties } };
    const sbom = JSON.stringify({ metadata });
    await using built = await startAdminRows(app.managed, { sbom });
    expect((await built.ask('GET', '/info')).body).toMatchObject({
      build: {
        name: 'test',
        version: '1.2.3',
        revision: 'c0ffee',
        created: '2026-11-21T23:36:00Z',
      },
    });
  });

  it('reports how old its Node is, if the SBOM says when it was released', async () => {
    const properties = [{ name: 'tscratch:node:released', value: '2026-10-21' }];
    const sbom = JSON.stringify({ components: [{ name: 'node', type: 'platform', properties }] });
    await using built = await startAdminRows(app.managed, { sbom });
    expect((await built.ask('GET', '/info')).body).toMatchObject({
      runtime: { nodeReleased: '2026-10-21', nodeAgeDays: 31 },
    });
  });

  it('reports why the server is unhealthy', async () => {
    expect(await get('/health')).toMatchObject({
      status: 'pass',
      version: '1.2.3',
      phase: 'ready',
    });
    const { readiness } = app.managed;
    const run = () => Promise.reject(new Error('connection refused'));
    readiness.add({ name: 'db', isRequired: true, run });
    await readiness.start();
    readiness.stop();
    expect(await get('/health')).toMatchObject({
      status: 'fail',
      checks: {
        db: [{ status: 'fail', output: 'connection refused' }],
        'event-loop': [{ status: 'pass' }],
      },
    });
  });

  it('shows the metrics as JSON', async () => {
    const vars = await get('/vars');
    expect(vars).toMatchObject({
      'http.server.active_requests': 0,
      'http.server.connections': [
        { state: 'active', value: expect.any(Number) as number },
        { state: 'idle', value: expect.any(Number) as number },
        { state: 'upgraded', value: 0 },
      ],
    });
    expect(Object.keys(await get('/debug/vars'))).toEqual(Object.keys(vars));
  });

  it('shows the latest exchanges without possible secrets', async () => {
    const headers = { authorization: SECRET, cookie: SECRET, 'x-token': SECRET, accept: 'a/b' };
    await fetch(`${app.origin}/?token=${SECRET}&page`, { headers });
    await fetch(`${app.origin}/nothing`);
    const { exchanges } = await get('/exchanges');
    expect(JSON.stringify(exchanges)).not.toContain(SECRET);
    const listed = exchanges as { request: object }[];
    expect(listed[0]).toMatchObject({
      timestamp: '2026-11-21T23:36:00.000Z',
      request: { method: 'GET', uri: '/nothing' },
      response: { status: 404, headers: { 'content-type': [expect.any(String) as string] } },
      phases: { bodyMs: 0, handlerMs: 0, responseMs: 0 },
      timeTaken: 'PT0.000S',
      route: '/{*path}',
      requestId: 'test-id',
      traceId: null,
    });
    expect(listed[1]?.request).toMatchObject({
      uri: '/?token=******&page',
      headers: { accept: ['a/b'] },
    });
    expect((await get('/exchanges?limit=1'))['exchanges']).toHaveLength(1);
    expect((await api.ask('GET', '/exchanges?limit=0')).status).toBe(400);
  });

  it('keeps a hundred exchanges', async () => {
    for (let count = 0; count < 101; count += 1) await fetch(`${app.origin}/${count}`);
    const { exchanges } = await get('/exchanges');
    const uris = (exchanges as { request: { uri: string } }[]).map(({ request }) => request.uri);
    expect([uris.length, uris[0], uris.at(-1)]).toEqual([100, '/100', '/1']);
  });

  it('shows requests in progress, oldest first, and their connections', async () => {
    const clients = [];
    for (const path of ['/wait?first=1', '/wait']) {
      const answered = waiting.length;
      clients.push(once(send(app.origin + path).end(), 'response'));
      await until(() => waiting.length > answered);
      nowMs += 100;
    }
    const shown = { method: 'GET', path: '/wait', route: '', phase: 'handler', bodyBytes: 0 };
    const remote = expect.stringMatching(/^127\.0\.0\.1 \d+$/) as string;
    expect((await get('/requests'))['requests']).toEqual([
      { ...shown, id: 'test-id', ageMs: 200, remote, traceId: null },
      { ...shown, id: 'test-id', ageMs: 100, remote, traceId: null },
    ]);
    const { states, connections } = await get('/connections');
    expect(states).toMatchObject({ active: 2 });
    expect(connections).toContainEqual({
      state: 'active',
      remote,
      ageMs: 200,
      idleMs: 0,
      requests: 1,
      bytesOut: 0,
      bytesIn: expect.any(Number) as number,
    });
    for (const end of waiting.splice(0)) end();
    await Promise.all(clients);
  });

  it('drains and undrains the server while it keeps serving', async () => {
    const { readiness } = app.managed;
    for (let twice = 0; twice < 2; twice += 1)
      expect(await api.ask('POST', '/drain')).toMatchObject({
        status: 200,
        body: { draining: true, inFlight: 0, connections: expect.any(Number) as number },
      });
    expect(readiness.state().heldBackBy).toEqual(['drain']);
    expect((await fetch(app.origin)).status).toBe(200);
    expect((await api.ask('DELETE', '/drain')).body).toMatchObject({ draining: false });
    expect(readiness.state().heldBackBy).toEqual([]);
  });

  it('reloads, and reports what keeps its old state', async () => {
    const { lifecycle } = app.managed;
    lifecycle.onReload('certificate', () => undefined);
    expect(await api.ask('POST', '/reload')).toMatchObject({
      status: 200,
      body: { reloaded: ['certificate'] },
    });
    lifecycle.onReload('token', () => {
      throw new Fault('FILES_ROOT_MISSING', { setting: 'FILES_ROOT', path: '/x' });
    });
    expect(await api.ask('POST', '/reload')).toMatchObject({
      status: 422,
      body: {
        reloaded: ['certificate'],
        errors: [
          { name: 'token', detail: expect.stringMatching(/^Cannot serve files from/) as string },
        ],
      },
    });
  });

  it('shuts the server down like a signal, and then cannot undrain it', async () => {
    expect(await api.ask('POST', '/shutdown')).toMatchObject({
      status: 202,
      body: { message: 'Shutting down', deadline: '2026-11-21T23:36:25.000Z' },
    });
    expect(app.stops).toEqual(['admin']);
    app.managed.lifecycle.enter('draining');
    expect(await api.ask('DELETE', '/drain')).toMatchObject({
      status: 409,
      body: { detail: 'The server is shutting down; this cannot be undone' },
    });
    expect((await api.ask('POST', '/drain')).body).toMatchObject({ draining: true });
  });
});
