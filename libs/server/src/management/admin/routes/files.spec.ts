import { createFilesSandbox, type FilesSandbox } from '../../../../testing/files-sandbox.ts';
import { readMetric } from '../../../../testing/read-metric.ts';
import { startAdminRows } from '../../../../testing/start-admin-rows.ts';
import { startApp, type RunningApp } from '../../../../testing/start-app.ts';
import type { RunningManagementServer } from '../../../../testing/start-management-server.ts';

const PATCH = { 'content-type': 'application/merge-patch+json', 'if-match': '*' };
let sandbox: FilesSandbox;
let app: RunningApp;
let api: RunningManagementServer;
let nowMs = 0;

beforeEach(async () => {
  sandbox = createFilesSandbox();
  const settings = { filesCacheBytes: 100_000, shedLoopDelayMs: 0 };
  app = await startApp({ filesRoot: sandbox.site, settings, monotonicMs: () => nowMs });
  api = await startAdminRows(app.managed);
});
afterEach(async () => {
  await api[Symbol.asyncDispose]();
  await app[Symbol.asyncDispose]();
  sandbox[Symbol.dispose]();
});

/** Requests a file three times: it is seen, kept, and answered from memory. */
async function fill(): Promise<void> {
  for (nowMs of [0, 2_000, 2_001]) await fetch(`${app.origin}/plain.txt`);
  await fetch(`${app.origin}/absent`);
}

const FULL = {
  limitBytes: 100_000,
  maxAgeMs: 1_000,
  bytes: 2_058,
  files: 1,
  absent: 1,
  hits: 1,
  misses: 3,
  evictions: 0,
};

describe('the routes of the cache of files', () => {
  it('show its state, and the metrics agree', async () => {
    await fill();
    expect((await api.ask('GET', '/files/cache')).body).toEqual(FULL);
    const values = ['hits', 'misses', 'evictions', 'size'].map(
      (name) => readMetric(app.metrics, `files.cache.${name}`)[''],
    );
    expect(values).toEqual([1, 3, 0, 2_058]);
  });

  it('empty it, so that the next request looks at the disk', async () => {
    await fill();
    expect(await api.ask('DELETE', '/files/cache')).toMatchObject({
      status: 200,
      body: { ...FULL, bytes: 0, files: 0, absent: 0 },
    });
    await fetch(`${app.origin}/plain.txt`);
    expect((await api.ask('GET', '/files/cache')).body).toMatchObject({ misses: 4, files: 0 });
  });

  it.each([0, 5_000])('limit it to %d bytes while the server runs', async (limitBytes) => {
    await fill();
    await api.ask('PATCH', '/settings', {
      body: { FILES_CACHE_BYTES: limitBytes },
      headers: PATCH,
    });
    const files = limitBytes === 0 ? 0 : 1;
    expect((await api.ask('GET', '/files/cache')).body).toMatchObject({ limitBytes, files });
    for (nowMs of [4_000, 6_000, 8_000, 8_001]) await fetch(`${app.origin}/plain.txt`);
    const hits = limitBytes === 0 ? 1 : 2; // too large for an eighth of 5,000 if it were a new one
    expect((await api.ask('GET', '/files/cache')).body).toMatchObject({ hits, files });
  });

  it('let a file answer for another time while the server runs', async () => {
    await fill();
    const body = { FILES_CACHE_MAX_AGE_MS: 3_000 };
    await api.ask('PATCH', '/settings', { body, headers: PATCH });
    nowMs = 2_999; // the root is looked at once a second all the same
    await fetch(`${app.origin}/plain.txt`);
    expect((await api.ask('GET', '/files/cache')).body).toMatchObject({ maxAgeMs: 3_000, hits: 2 });
    await api.ask('PATCH', '/settings', { body: { FILES_CACHE_MAX_AGE_MS: 0 }, headers: PATCH });
    await fetch(`${app.origin}/plain.txt`);
    expect((await api.ask('GET', '/files/cache')).body).toMatchObject({ maxAgeMs: 0, hits: 2 });
  });

  it('say how to serve files if none are served', async () => {
    await using other = await startApp();
    await using otherApi = await startAdminRows(other.managed);
    for (const method of ['GET', 'DELETE'])
      expect(await otherApi.ask(method, '/files/cache')).toMatchObject({
        status: 404,
        body: { detail: 'No files are served; set FILES_ROOT and restart the server' },
      });
  });
});
