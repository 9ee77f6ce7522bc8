import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { exchangeRaw } from '../../testing/exchange-raw.ts';
import { createFilesSandbox, MODIFIED, type FilesSandbox } from '../../testing/files-sandbox.ts';
import { startApp, type RunningApp } from '../../testing/start-app.ts';

let sandbox: FilesSandbox;
let app: RunningApp;

beforeAll(async () => {
  sandbox = createFilesSandbox();
  app = await startApp({ filesRoot: sandbox.site });
});
afterAll(async () => {
  await app[Symbol.asyncDispose]();
  sandbox[Symbol.dispose]();
});

function get(path: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(app.origin + path, { headers, redirect: 'manual' });
}

describe('a file', () => {
  // A name without a known extension is as in Go: text or not, by its first bytes. nginx would send
  // all as its default_type. HTML is never found that way, and nosniff keeps browsers from finding it.
  it.each([
    ['/README', 'text/plain; charset=utf-8', '<html>'],
    ['/binary', 'application/octet-stream', '\0'],
    ['/installer.BIN', 'application/octet-stream', '#!/bin/sh'],
    ['/data.unknown', 'text/plain; charset=utf-8', 'text'],
    ['/plain.txt', 'text/plain; charset=utf-8', '0123456789'],
    ['/plain.txt?version=2', 'text/plain; charset=utf-8', '0123456789'],
    ['/empty.css', 'text/css; charset=utf-8', ''],
    ['/no-extension', 'text/plain; charset=utf-8', 'x'],
    ['/folder/inner.json', 'application/json; charset=utf-8', '{}'],
    ['/50%25%20%26%20%3Cb%3E.html', 'text/html; charset=utf-8', 'odd'],
    ['/a%5Cb', 'text/plain; charset=utf-8', 'backslash'],
    ['/caf%E9.txt', 'text/plain; charset=utf-8', 'not UTF-8'],
    ['/na%C3%AFve.txt', 'text/plain; charset=utf-8', 'UTF-8'],
    ['/.well-known/acme-challenge/token', 'text/plain; charset=utf-8', 'key authorization'],
    ['/%2Ewell-known/acme-challenge/token', 'text/plain; charset=utf-8', 'key authorization'],
    ['/inside-link.txt', 'text/plain; charset=utf-8', '0123456789'],
    ['/config/app.json', 'application/json; charset=utf-8', '{"mounted":true}'],
  ])('at %s is sent as %s', async (path, type, body) => {
    const response = await get(path);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, type]);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await response.text()).toBe(body);
  });

  // Go redirects, nginx serves: an app's own route, such as one that guards /folder/, must see the
  // path that is served, and a cache must see one path for each file.
  it.each([
    ['//plain.txt', '../plain.txt'],
    ['//folder///inner.json?a=b', '../../../../folder/inner.json?a=b'],
    ['/folder//inner.json', '../../folder/inner.json'],
  ])('at %s is redirected to %s', async (path, location) => {
    const response = await get(path);
    expect([response.status, response.headers.get('location')]).toEqual([301, location]);
    expect((await fetch(app.origin + path)).url).toBe(app.origin + path.replaceAll(/\/+/g, '/'));
  });

  it('has a date and a length, for HEAD too', async () => {
    const answer = await exchangeRaw(app.port, 'HEAD /plain.txt HTTP/1.1');
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(answer).toContain(`\r\nLast-Modified: ${MODIFIED}\r\n`);
    expect(answer).toContain('\r\nContent-Length: 10\r\n');
    expect(answer).toMatch(/\r\n\r\n$/);
  });

  it.each([
    ['bytes=2-4', '234', 'bytes 2-4/10'],
    ['bytes=8-', '89', 'bytes 8-9/10'],
    ['bytes=-3', '789', 'bytes 7-9/10'],
    ['bytes=0-99', '0123456789', 'bytes 0-9/10'],
  ])('is sent in part for the range %s', async (range, body, contentRange) => {
    const response = await get('/plain.txt', { range });
    expect(response.status).toBe(206);
    expect(response.headers.get('content-range')).toBe(contentRange);
    expect(await response.text()).toBe(body);
  });

  it.each(['bytes=x', 'lines=1-2', 'bytes=0-1,4-5'])(
    'is sent in full for the range %s',
    async (range) => {
      const response = await get('/plain.txt', { range });
      expect([response.status, await response.text()]).toEqual([200, '0123456789']);
    },
  );

  it('is not sent for a range beyond its end, and its size is stated', async () => {
    const response = await get('/plain.txt', { range: 'bytes=10-' });
    expect(response.status).toBe(416);
    expect(response.headers.get('content-range')).toBe('bytes */10');
    expect(response.headers.get('etag')).toBeNull();
    expect(await response.text()).toBe('Range Not Satisfiable\n');
  });

  it('is not sent again to a client that has a copy', async () => {
    const etag = (await get('/plain.txt')).headers.get('etag') ?? '';
    for (const headers of [{ 'if-none-match': etag }, { 'if-modified-since': MODIFIED }]) {
      const response = await get('/plain.txt', { ...headers, 'cache-control': 'max-age=0' });
      expect([response.status, await response.text()]).toEqual([304, '']);
    }
  });

  it.each([
    ['if-match', '"other"'],
    ['if-unmodified-since', 'Sat, 21 Nov 2020 00:00:00 GMT'],
  ])('is not sent if %s fails', async (name, value) => {
    const response = await get('/plain.txt', { [name]: value });
    expect([response.status, await response.text()]).toEqual([412, 'Precondition Failed\n']);
  });

  it('logs no error if a client stops reading', async () => {
    writeFileSync(join(sandbox.site, 'big.bin'), Buffer.alloc(32 * 1024 * 1024));
    const requested = once(app.server, 'request') as Promise<[unknown, ServerResponse]>;
    const socket = connect(app.port, '127.0.0.1');
    socket.write('GET /big.bin HTTP/1.1\r\nHost: test\r\n\r\n');
    const [, response] = await requested;
    await once(socket, 'readable');
    socket.destroy();
    await once(response, 'close');
    await get('/plain.txt');
    rmSync(join(sandbox.site, 'big.bin'));
    expect(app.log().filter(({ level }) => level !== 'info')).toEqual([]);
    expect(app.log()).toContainEqual(
      expect.objectContaining({ path: '/big.bin', errorType: 'aborted' }),
    );
  });
});

describe('a directory', () => {
  it('is served by its index.html', async () => {
    const response = await get('/page/');
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await response.text()).toBe('<p>page</p>');
  });

  it.each([
    ['/page', 'page/'],
    ['/folder?a=b?c', 'folder/?a=b?c'],
    ['/page?//evil.example', 'page/?//evil.example'],
    ['//page', '../page'],
    ['//page//?a=b', '../../../page/?a=b'],
    ['//', '../'],
  ])('at %s is redirected to %s', async (path, location) => {
    const response = await get(path);
    expect(response.status).toBe(301);
    expect(response.headers.get('location')).toBe(location);
    expect(await response.text()).toBe('Moved Permanently\n');
  });

  const listed = [
    '.well-known',
    '50% & <b>.html',
    'README',
    'a\\b',
    'binary',
    'caf%E9.txt',
    'config',
    'data.unknown',
    'empty.css',
    'folder',
    'inside-link.txt',
    'installer.BIN',
    'naïve.txt',
    'no-extension',
    'odd',
    'page',
    'plain.txt',
  ];
  it('is listed with the entries that may be served, and no others', async () => {
    const response = await get('/', { accept: 'application/json' });
    const listing = (await response.json()) as { path: string; entries: { name: string }[] };
    expect(listing.path).toBe('/');
    expect(listing.entries.map(({ name }) => name)).toEqual(listed);
  });

  it('is listed as HTML by default', async () => {
    const response = await get('/folder/');
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('content-security-policy')).toBe("default-src 'none'");
    const html = await response.text();
    expect(html).toContain('<a href="inner.json">inner.json</a>');
    expect(html).not.toContain('hidden');
  });

  it('is listed if index.html is not a file', async () => {
    expect(await (await get('/odd/')).text()).toContain('<a href="index.html/">');
  });

  it('is listed through links that stay inside, through hidden folders too', async () => {
    const response = await get('/config/', { accept: 'application/json' });
    expect(await response.json()).toEqual({
      path: '/config/',
      entries: [
        {
          name: 'app.json',
          href: 'app.json',
          kind: 'file',
          sizeBytes: 16,
          modified: '2026-11-21T23:36:00Z',
        },
      ],
      isCut: false,
    });
  });
});
