import { gzipSync } from 'node:zlib';
import { startAdmin, TOKENS, type RunningAdmin } from '../../../testing/start-admin.ts';
import { createConsoleRoutes } from './console-routes.ts';
import type { AssetName, ReadAsset } from './read-asset.ts';

const page: Readonly<Record<AssetName, string>> = {
  'console.html': '<!doctype html><title>Console</title>',
  'console.js': 'document.title = "ready";',
  'console.css': 'body { margin: 0 }',
};
const reads: AssetName[] = [];
const readAsset: ReadAsset = (name) => {
  reads.push(name);
  return gzipSync(page[name]);
};
const program = { name: 'test', version: '1.2.3' };
const settings = { adminDangerous: ['shutdown'] as const };

let admin: RunningAdmin;
let minutes = 0;
const start = async (
  more: Partial<Parameters<typeof createConsoleRoutes>[0]>,
  access: 'read' | 'write' = 'write',
): Promise<void> => {
  admin = await startAdmin({
    routes: createConsoleRoutes({ program, settings, threads: 3, ...more }),
    settings: { adminAccess: access },
    monotonicMs: () => (minutes += 1) * 60_000,
  });
};
afterEach(() => admin[Symbol.asyncDispose]());

const ask = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  fetch(`http://127.0.0.1:${admin.port}${path}`, { method, headers });
const bearer = (role: keyof typeof TOKENS) => ({ Authorization: `Bearer ${TOKENS[role]}` });

describe('the page of the console', () => {
  beforeEach(async () => {
    reads.length = 0;
    await start({ readAsset });
  });

  it.each([
    ['/console', 'console.html', 'text/html; charset=utf-8'],
    ['/console/console.js', 'console.js', 'text/javascript; charset=utf-8'],
    ['/console/console.css', 'console.css', 'text/css; charset=utf-8'],
  ] as const)('has %s without a token, packed as it is stored', async (path, name, type) => {
    expect(reads).toEqual([]);
    const response = await ask(path, { 'Accept-Encoding': 'gzip' });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe(page[name]);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': type,
      'content-encoding': 'gzip',
      'content-length': String(gzipSync(page[name]).length),
      'cache-control': 'no-cache',
      'content-security-policy':
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      vary: 'Accept-Encoding',
    });
    expect(reads).toEqual([name]);
    expect(admin.audit.events()).toEqual([]);
  });

  it.each(['identity', 'gzip;q=0', 'br'])('is unpacked for %s', async (coding) => {
    const response = await ask('/console', { 'Accept-Encoding': coding });
    expect(response.headers.has('content-encoding')).toBe(false);
    expect(await response.text()).toBe(page['console.html']);
  });

  it('is sent again only if it has changed', async () => {
    const tag = (await ask('/console')).headers.get('etag') ?? '';
    expect(tag).toMatch(/^W\/"[0-9a-f]{16}"$/);
    for (const field of [tag, `"a", ${tag}`, '*', tag.slice(2)]) {
      const response = await ask('/console', { 'If-None-Match': field });
      expect([response.status, await response.text()]).toEqual([304, '']);
      expect(response.headers.get('etag')).toBe(tag);
    }
    const other = await ask('/console', { 'If-None-Match': '"0000000000000000"' });
    expect([other.status, (await other.text()).length > 0]).toEqual([200, true]);
  });

  it('has a head', async () => {
    const response = await ask('/console', {}, 'HEAD');
    expect([response.status, await response.text()]).toEqual([200, '']);
  });

  it.each([
    ['GET', '/console/'],
    ['GET', '/console/other.js'],
    ['GET', '/console%2fconsole.js'],
    ['GET', '/console/../console/self'],
    ['GET', '/console/self'],
    ['POST', '/console'],
    ['GET', '/'],
  ])('frees nothing else of the token: %s %s', async (method, path) => {
    expect((await ask(path, {}, method)).status).toBe(401);
  });
});

describe('GET /console/self', () => {
  it.each([
    ['write', 'write', { role: 'write', switches: ['shutdown'] }],
    ['read', 'write', { role: 'read', switches: [] }],
    ['write', 'read', { role: 'read', switches: [] }],
  ] as const)('says what the %s token may do with ADMIN_ACCESS=%s', async (role, access, may) => {
    await start({ readAsset }, access);
    const response = await ask('/console/self', bearer(role));
    expect(await response.json()).toEqual({ program, ...may, threads: 3 });
  });
});

it('says how to get the console where a program has none', async () => {
  await start({ readAsset: () => undefined });
  const response = await ask('/console');
  expect(response.status).toBe(404);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  const { detail } = (await response.json()) as { detail: string };
  expect(detail).toMatch(/^This program has no console: expected .* npx nx run server:console$/);
});
