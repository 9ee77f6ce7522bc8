import { rmSync } from 'node:fs';
import { join } from 'node:path';
import express from 'express';
import type { Settings } from '../config/settings.ts';
import { askFor, type Answered } from '../../testing/ask-for.ts';
import { exchangeRaw } from '../../testing/exchange-raw.ts';
import { SETTLED_MS, startFilesServer, type FilesServer } from '../../testing/files-server.ts';

let server: FilesServer;

const NAVIGATION = {
  accept: 'text/html,application/xhtml+xml,*/*;q=0.8',
  'sec-fetch-mode': 'navigate',
};
async function startWith(settings: Partial<Settings>): Promise<void> {
  const routes = express.Router().post('/form', (_request, response) => void response.send('ok'));
  server = await startFilesServer(() => ({
    settings: { shedLoopDelayMs: 0, ...settings },
    routes,
  }));
  server.write('index.html', 'the app');
  server.write('404.html', 'not here');
}

afterEach(() => server[Symbol.asyncDispose]());

async function ask(path: string, headers: Record<string, string> = {}): Promise<Answered> {
  return askFor(server.app.port, path, headers);
}

async function get(path: string, headers?: Record<string, string>): Promise<unknown[]> {
  const { status, body } = await ask(path, headers);
  return [status, body];
}

describe.each<[string, Partial<Settings>]>([
  ['a cache', {}],
  ['no cache', { filesCacheBytes: 0 }],
  ['clean URLs', { filesCleanUrls: true }],
])('FILES_FALLBACK with %s', (_, settings) => {
  beforeEach(() => startWith({ filesFallback: '/index.html', ...settings }));

  it.each(['/users/7', '/users/', '/users/jane.doe', '/v1.2', '/old.html', '/up/outside.txt_'])(
    'answers a navigation to %s',
    async (path) => {
      expect(await get(path, NAVIGATION)).toEqual([200, 'the app']);
    },
  );

  it.each([
    '/app.js',
    '/missing.PNG',
    '/setup.bin',
    '/.env',
    '/.git/config',
    '/.well-known/security',
    '/%2e%2e/outside.txt',
    '/users/%00',
    '/users/%zz',
    '/form',
  ])('does not answer a navigation to %s', async (path) => {
    const [status] = await get(path, NAVIGATION);
    expect(status).toBe(path === '/form' ? 405 : 404);
  });

  it('does not answer what the directory has, nor other methods', async () => {
    expect(await get('/plain.txt', NAVIGATION)).toEqual([200, '0123456789']);
    const [status] = await get('/users/7', { ...NAVIGATION, method: 'POST' });
    expect(status).toBe(405);
  });

  it('has the fields of a file, and varies with what tells a navigation', async () => {
    const { headers } = await ask('/users/7', NAVIGATION);
    expect(headers.vary).toBe('Accept-Encoding, Accept, Sec-Fetch-Mode');
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    const etag = { 'if-none-match': headers.etag ?? '' };
    expect(await get('/users/7', { ...NAVIGATION, ...etag })).toEqual([304, '']);
    expect(await get('/users/7', { ...NAVIGATION, range: 'bytes=4-6' })).toEqual([206, 'app']);
  });
});

describe('FILES_FALLBACK', () => {
  it('keeps one file in memory for all paths, and takes its next state', async () => {
    await startWith({ filesFallback: '/index.html' });
    await get('/one', NAVIGATION);
    server.nowMs += SETTLED_MS;
    await get('/two', NAVIGATION);
    await get('/three', NAVIGATION);
    expect(server.app.managed.filesCache?.state()).toMatchObject({ files: 1, hits: 0, misses: 3 });
    server.write('index.html', 'the next app');
    server.nowMs += SETTLED_MS;
    expect(await get('/three', NAVIGATION)).toEqual([200, 'the next app']);
  });

  it('stays in memory although the page has a clean URL', async () => {
    await startWith({ filesFallback: '/index.html', filesCleanUrls: true });
    for (const waitMs of [0, SETTLED_MS, 600]) {
      server.nowMs += waitMs; // from half of its greatest age on it is looked at again in the background
      expect(await get('/one', NAVIGATION)).toEqual([200, 'the app']);
    }
    expect((await ask('/index.html')).status).toBe(301);
    // Each takes more turns of libuv's threads than that look has left.
    for (let turn = 0; turn < 20; turn += 1) await get('/plain.txt');
    server.nowMs += 600;
    rmSync(join(server.sandbox.site, 'index.html'));
    expect(await get('/one', NAVIGATION)).toEqual([200, 'the app']);
  });

  it('is 404 while its page is missing', async () => {
    await startWith({ filesFallback: '/index.html' });
    rmSync(join(server.sandbox.site, 'index.html'));
    expect((await get('/one', NAVIGATION))[0]).toBe(404);
  });

  it('makes the 404 of what is no navigation vary too, so that no cache gives it to one', async () => {
    await startWith({ filesFallback: '/index.html' });
    const { status, headers } = await ask('/one');
    expect([status, headers.vary]).toEqual([404, 'Sec-Fetch-Mode, Accept']);
  });

  it('does not lead out of the root', async () => {
    await startWith({ filesFallback: '/outside-link.txt', filesNotFound: '/neighbour/secret.txt' });
    expect(await get('/one', NAVIGATION)).toEqual([404, 'Not Found\n']);
  });
});

describe.each<[string, Partial<Settings>]>([
  ['a cache', {}],
  ['no cache', { filesCacheBytes: 0 }],
])('FILES_NOT_FOUND with %s', (_, settings) => {
  beforeEach(() => startWith({ filesNotFound: '/404.html', ...settings }));

  it.each(['/absent', '/app.js', '/.env', '/%zz', '/outside-link.txt', '/plain.txt/'])(
    'answers %s with 404 and the page',
    async (path) => {
      for (let turn = 0; turn < 3; turn += 1) {
        expect(await get(path)).toEqual([404, 'not here']);
        server.nowMs += SETTLED_MS;
      }
    },
  );

  it('has no validators, and no ranges', async () => {
    const asked = ['If-None-Match: *', 'Range: bytes=0-1', 'If-Match: "x"'];
    const answer = await exchangeRaw(
      server.app.port,
      ['GET /absent HTTP/1.1', ...asked].join('\r\n'),
    );
    expect(answer).toMatch(/^HTTP\/1\.1 404 Not Found\r\n/);
    expect(answer).toMatch(/\r\n\r\nnot here$/);
    expect(answer).not.toMatch(/\r\n(?:ETag|Last-Modified|Accept-Ranges|Content-Range):/i);
    expect(answer).toContain('\r\nX-Content-Type-Options: nosniff\r\n');
  });

  it('answers HEAD without a body, and its own path with 200', async () => {
    const answer = await exchangeRaw(server.app.port, 'HEAD /absent HTTP/1.1');
    expect(answer).toMatch(
      /^HTTP\/1\.1 404 Not Found\r\n[^]*\r\nContent-Length: 8\r\n[^]*\r\n\r\n$/,
    );
    expect(await get('/404.html')).toEqual([200, 'not here']);
  });
});

describe('both pages', () => {
  it('answer navigations and the rest', async () => {
    await startWith({ filesFallback: '/index.html', filesNotFound: '/404.html' });
    expect(await get('/users', NAVIGATION)).toEqual([200, 'the app']);
    expect(await get('/users')).toEqual([404, 'not here']);
    expect((await ask('/users')).headers.vary).toContain('Sec-Fetch-Mode');
  });
});
