import { serverSettings } from '../../../config/settings.ts';
import { createTestClock } from '../../../../testing/test-clock.ts';
import { startAdminRows } from '../../../../testing/start-admin-rows.ts';
import { startApp, type RunningApp } from '../../../../testing/start-app.ts';
import { until } from '../../../../testing/until.ts';
import type { RunningManagementServer } from '../../../../testing/start-management-server.ts';

const PATCH = { 'content-type': 'application/merge-patch+json' };
const SECRET = 'canary-7f3a';
const clock = createTestClock();
let nowMs = 0;
const waiting: (() => void)[] = [];
let app: RunningApp;
let api: RunningManagementServer;
beforeAll(async () => {
  app = await startApp({
    clock,
    monotonicMs: () => nowMs,
    settings: { otlpHeaders: { 'api-key': SECRET } },
    routes: (request, response, next) => {
      if (request.path === '/wait') waiting.push(() => response.end('done'));
      else next();
    },
  });
  api = await startAdminRows(app.managed);
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
  await app[Symbol.asyncDispose]();
});

async function etag(): Promise<string> {
  return (await api.ask('GET', '/settings')).headers.get('etag') ?? '';
}

async function patch(body: unknown, query = '') {
  const headers = { ...PATCH, 'if-match': await etag() };
  return api.ask('PATCH', `/settings${query}`, { body, headers });
}

describe('the routes of settings', () => {
  it('show a setting with all its facts', async () => {
    const answer = await api.ask('GET', '/settings/HANDLER_TIMEOUT_MS');
    expect(answer.headers.get('etag')).toMatch(/^"[0-9a-f]{16}"$/);
    expect(answer.body).toEqual({
      value: 30_000,
      default: 30_000,
      source: 'default',
      expiresAt: null,
      mutable: true,
      min: 1,
      max: 3_600_000,
      unit: 'milliseconds',
      description: 'Maximum milliseconds for the application to start its response, else 503.',
    });
  });

  it('change several at once and restore them', async () => {
    const before = await api.ask('GET', '/settings');
    const changes = { HANDLER_TIMEOUT_MS: 5_000, MAX_HEADERS: '50' };
    expect((await patch(changes)).body).toMatchObject({
      HANDLER_TIMEOUT_MS: { value: 5_000, source: 'admin' },
      MAX_HEADERS: { value: 50, source: 'admin' },
    });
    expect(app.managed.liveSettings.current).toMatchObject({
      handlerTimeoutMs: 5_000,
      maxHeaders: 50,
    });
    const reset = await patch({ HANDLER_TIMEOUT_MS: null, MAX_HEADERS: null });
    expect(reset.body).toEqual(before.body);
    expect(reset.headers.get('etag')).toBe(before.headers.get('etag'));
  });

  it('end a change after its ttl, and restore the change before it', async () => {
    await patch({ HANDLER_TIMEOUT_MS: 9_000 });
    const { body } = await patch({ HANDLER_TIMEOUT_MS: 5_000 }, '?ttl=10m');
    expect(body).toMatchObject({
      HANDLER_TIMEOUT_MS: { value: 5_000, expiresAt: '2026-11-21T23:46:00.000Z' },
    });
    clock.advance(600_000);
    expect(app.managed.liveSettings.current.handlerTimeoutMs).toBe(9_000);
    await patch({ HANDLER_TIMEOUT_MS: null });
    expect(app.managed.liveSettings.current.handlerTimeoutMs).toBe(30_000);
  });

  it('change nothing if one change is invalid, and report all problems', async () => {
    const changes = { HANDLER_TIMEOUT_MS: 5_000, MAX_HEADERS: 0, PORT: 80, HANDLER_TIMEOUT: 1 };
    const { status, body } = await patch({ ...changes, LOG_LEVEL: { a: 1 }, MAX_BODY_BYTES: 1.5 });
    expect([status, body]).toEqual([
      422,
      {
        title: 'Unprocessable Entity',
        status: 422,
        detail: 'Nothing was changed',
        errors: [
          { detail: 'Cannot read MAX_HEADERS="0": expected a whole number from 1 to 2000' },
          { detail: 'Cannot change PORT while the server runs; set it and restart the server' },
          {
            detail:
              'Cannot change "HANDLER_TIMEOUT": no such setting; GET /settings lists them all',
          },
          {
            detail: `Cannot read LOG_LEVEL=${JSON.stringify('{"a":1}')}: expected one of off, fatal, error, warn, info, debug, trace`,
          },
          {
            detail:
              'Cannot read MAX_BODY_BYTES="1.5": expected whole bytes from 0 to 9007199254740991',
          },
        ],
      },
    ]);
    expect(app.managed.liveSettings.current.handlerTimeoutMs).toBe(30_000);
  });

  it.each([
    [{ ...PATCH }, {}, 428, 'Expected If-Match with the ETag of GET /settings'],
    [{ ...PATCH, 'if-match': '"old"' }, {}, 412, 'The settings have changed since'],
    [{ 'if-match': '*' }, {}, 415, 'Expected a body of application/merge-patch+json'],
    [{ ...PATCH, 'if-match': '*' }, [], 400, 'Expected an object of settings such as'],
    [{ ...PATCH, 'if-match': '*' }, 7, 400, 'Expected an object of settings such as'],
    [{ ...PATCH, 'if-match': '*' }, '{"__proto__":1}', 400, 'Expected JSON nested at most'],
  ])('reject a patch with %j of %j with %d', async (headers, body, status, detail) => {
    const answer = await api.ask('PATCH', '/settings', { body, headers });
    expect(answer.status).toBe(status);
    expect((answer.body as { detail: string }).detail).toContain(detail);
  });

  it('know no setting with another name', async () => {
    expect((await api.ask('GET', '/settings/toString')).status).toBe(404);
  });

  it('change the level of ROOT, like its route in the loggers', async () => {
    await patch({ LOG_LEVEL: 'debug' }, '?ttl=1m');
    expect((await api.ask('GET', '/loggers/ROOT')).body).toMatchObject({
      effectiveLevel: 'debug',
    });
    clock.advance(60_000);
    expect((await api.ask('GET', '/settings/LOG_LEVEL')).body).toMatchObject({
      value: 'info',
      source: 'default',
      expiresAt: null,
    });
    await api.ask('POST', '/loggers/ROOT', { body: { configuredLevel: 'error' } });
    expect((await api.ask('GET', '/settings/LOG_LEVEL')).body).toMatchObject({
      value: 'error',
      source: 'admin',
    });
    await patch({ LOG_LEVEL: null });
    expect(app.managed.loggers.list()['ROOT']).toMatchObject({ effectiveLevel: 'info' });
  });

  it.each(['/config', '/settings', '/settings/OTEL_EXPORTER_OTLP_HEADERS'])(
    'mask a secret in %s',
    async (path) => {
      const text = JSON.stringify((await api.ask('GET', path)).body);
      expect(text).toContain('"******"');
      expect(text).not.toContain(SECRET);
    },
  );

  it('show the configuration with the source of each value', async () => {
    expect((await api.ask('GET', '/config')).body).toMatchObject({
      PORT: { value: 8080, source: 'default' },
      TRUSTED_PROXIES: { value: '', source: 'default' },
    });
  });
});

/** Value of the running server that a mutable setting changes, read after the change. */
const EFFECTS: Readonly<Record<string, [number, (app: RunningApp) => unknown]>> = {
  HEADERS_TIMEOUT_MS: [1_234, ({ server }) => server.headersTimeout],
  REQUEST_TIMEOUT_MS: [2_345, ({ server }) => server.requestTimeout],
  KEEP_ALIVE_TIMEOUT_MS: [3_456, ({ server }) => server.keepAliveTimeout],
  MAX_CONNECTIONS: [17, ({ server }) => server.maxConnections],
  MAX_REQUESTS_PER_CONNECTION: [18, ({ server }) => server.maxRequestsPerSocket],
};

/** Requests that succeed before the change and are rejected after it. */
const REFUSALS: Readonly<Record<string, [number, number, RequestInit & { path?: string }]>> = {
  MAX_HEADERS: [3, 431, {}],
  MAX_TARGET_BYTES: [64, 414, { path: `/?${'x'.repeat(100)}` }],
  MAX_BODY_BYTES: [4, 413, { method: 'POST', body: '12345' }],
};

/** Settings that take effect only with time or load: read at each sweep. */
const AT_EACH_SWEEP: Readonly<Record<string, string>> = {
  BODY_MIN_BYTES_PER_SECOND: 'bodyMinBytesPerSecond',
  BODY_GRACE_MS: 'bodyGraceMs',
  WRITE_STALL_TIMEOUT_MS: 'writeStallTimeoutMs',
  SHED_LOOP_DELAY_MS: 'shedLoopDelayMs',
};

/** Settings that the cache of files reads at each request: see files.spec.ts. */
const AT_EACH_FILE: Readonly<Record<string, string>> = {
  FILES_CACHE_BYTES: 'filesCacheBytes',
  FILES_CACHE_MAX_AGE_MS: 'filesCacheMaxAgeMs',
};

/** Settings of what lasts, read at its beginning and at each sweep after it: see http/upgrades and limits/streams. */
const AT_EACH_BEGINNING: Readonly<Record<string, string>> = {
  MAX_UPGRADES: 'maxUpgrades',
  UPGRADE_IDLE_TIMEOUT_MS: 'upgradeIdleTimeoutMs',
  MAX_STREAMS: 'maxStreams',
  STREAM_IDLE_TIMEOUT_MS: 'streamIdleTimeoutMs',
};

/** Settings that are read at each answer that may be compressed: see http/compression. */
const AT_EACH_ANSWER: Readonly<Record<string, string>> = {
  COMPRESSION_MIN_BYTES: 'compressionMinBytes',
  COMPRESSION_MAX_ANSWERS: 'compressionMaxAnswers',
};

/** All of these are read at each use. */
const AT_EACH_USE = { ...AT_EACH_SWEEP, ...AT_EACH_FILE, ...AT_EACH_BEGINNING, ...AT_EACH_ANSWER };

describe('a mutable setting', () => {
  it('is covered by a test here', () => {
    const mutable = Object.values(serverSettings).filter(({ isMutable }) => isMutable === true);
    const tables = [EFFECTS, REFUSALS, AT_EACH_USE];
    const tried = tables.flatMap(Object.keys);
    const below = ['LOG_LEVEL', 'HANDLER_TIMEOUT_MS', 'MAX_REQUESTS_IN_FLIGHT'];
    expect(mutable.map(({ env }) => env).sort()).toEqual([...tried, ...below].sort());
  });

  it.each(Object.entries(EFFECTS))('%s changes the server of Node', async (env, [value, read]) => {
    const before = read(app);
    await patch({ [env]: value });
    expect(read(app)).toBe(value);
    await patch({ [env]: null });
    expect(read(app)).toBe(before);
  });

  it.each(Object.entries(AT_EACH_USE))('%s is read at each use, as %s', async (env, name) => {
    await patch({ [env]: 7 });
    expect(app.managed.liveSettings.current).toMatchObject({ [name]: 7 });
    await patch({ [env]: null });
  });

  it('HANDLER_TIMEOUT_MS applies to a request in progress', async () => {
    const answered = fetch(`${app.origin}/wait`);
    await until(() => waiting.length === 1);
    await patch({ HANDLER_TIMEOUT_MS: 1_000 });
    nowMs += 2_000; // less than the 30,000 before
    expect((await answered).status).toBe(503);
    waiting.splice(0);
    await patch({ HANDLER_TIMEOUT_MS: null });
  });

  it('MAX_REQUESTS_IN_FLIGHT applies from the next request on', async () => {
    const held = fetch(`${app.origin}/wait`);
    await until(() => waiting.length === 1);
    await patch({ MAX_REQUESTS_IN_FLIGHT: 1 });
    expect((await fetch(app.origin)).status).toBe(503);
    await patch({ MAX_REQUESTS_IN_FLIGHT: null });
    expect((await fetch(app.origin)).status).toBe(200);
    for (const end of waiting.splice(0)) end();
    expect((await held).status).toBe(200);
  });

  it.each(Object.entries(REFUSALS))(
    '%s applies from the next request on',
    async (env, [value, status, { path = '/', ...init }]) => {
      const ask = async () => (await fetch(app.origin + path, init)).status;
      expect(await ask()).not.toBe(status);
      await patch({ [env]: value });
      expect(await ask()).toBe(status);
      await patch({ [env]: null });
      expect(await ask()).not.toBe(status);
    },
  );
});
