import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Settings } from '../config/settings.ts';
import { SETTLED_MS, startFilesServer, type FilesServer } from '../../testing/files-server.ts';
import { until } from '../../testing/until.ts';

let server: FilesServer;

async function startWith(settings: Partial<Settings>): Promise<void> {
  server = await startFilesServer(() => ({ settings: { shedLoopDelayMs: 0, ...settings } }));
  server.write('about.html', 'about');
  server.write('page.html', 'page.html beside page/');
  server.write('both', 'both');
  server.write('both.html', 'both.html');
  server.write('café.html', 'UTF-8');
  server.write('folder/deep.html', 'deep');
}

afterEach(() => server[Symbol.asyncDispose]());

/** Returns the status, and the body or where the answer leads. */
async function get(path: string, headers: Record<string, string> = {}): Promise<unknown[]> {
  const response = await fetch(server.app.origin + path, { headers, redirect: 'manual' });
  const text = await response.text();
  return [response.status, response.ok ? text : response.headers.get('location')];
}

describe('clean URLs', () => {
  beforeEach(() => startWith({ filesCleanUrls: true }));

  it.each([
    ['/about', 200, 'about'],
    ['/folder/deep', 200, 'deep'],
    ['/caf%C3%A9', 200, 'UTF-8'],
    ['/about.html', 301, 'about'],
    ['/about.html?a=b', 301, 'about?a=b'],
    ['/folder/deep.html', 301, 'deep'],
    ['/caf%C3%A9.html', 301, 'caf%C3%A9'],
    ['/about/', 301, '../about'],
    ['/page', 200, 'page.html beside page/'],
    ['/page/', 200, '<p>page</p>'],
    ['/page/index.html', 301, './'],
    ['/both', 200, 'both'],
    ['/both.html', 200, 'both.html'],
    ['/folder', 301, 'folder/'],
    ['/plain.txt', 200, '0123456789'],
    ['/plain', 404, null],
    ['/absent', 404, null],
    ['/absent.html', 404, null],
    ['/about.html/', 404, null],
    ['/outside', 404, null],
    ['/..%2foutside', 404, null],
  ])('answer %s with %i %s', async (path, status, rest) => {
    expect(await get(path)).toEqual([status, rest]);
  });

  it('answer from memory, until the page is removed', async () => {
    await get('/about');
    server.nowMs += SETTLED_MS;
    await get('/about');
    expect(await get('/about')).toEqual([200, 'about']);
    expect(server.app.managed.filesCache?.state()).toMatchObject({ files: 1, hits: 1 });
    rmSync(join(server.sandbox.site, 'about.html'));
    server.nowMs += SETTLED_MS;
    expect(await get('/about')).toEqual([404, null]);
  });

  it('redirect a page that is in memory by its other name once that is the only one', async () => {
    await get('/both.html');
    server.nowMs += SETTLED_MS;
    await get('/both.html');
    rmSync(join(server.sandbox.site, 'both'));
    server.nowMs += 600; // from half of its greatest age on the file is looked at again in the background
    expect(await get('/both.html')).toEqual([200, 'both.html']);
    await until(async () => (await get('/both.html'))[0] === 301);
  });

  it('keep conditional requests and ranges', async () => {
    const { headers } = await fetch(`${server.app.origin}/about`);
    expect(await get('/about', { 'if-none-match': headers.get('etag') ?? '' })).toEqual([
      304,
      null,
    ]);
    expect(await get('/about', { range: 'bytes=1-2' })).toEqual([206, 'bo']);
  });
});

describe('a site without clean URLs', () => {
  it.each([
    ['/about', 404, null],
    ['/about.html', 200, 'about'],
    ['/page/index.html', 200, '<p>page</p>'],
  ])('answers %s with %i', async (path, status, rest) => {
    await startWith({});
    expect(await get(path)).toEqual([status, rest]);
  });
});

describe('a site without listings', () => {
  beforeEach(() => startWith({ filesListing: false }));

  it.each([
    ['/', 404, null],
    ['/folder/', 404, null],
    // Not 301 to the slash: that would tell that there is a folder.
    ['/folder', 404, null],
    ['/odd', 404, null],
    ['/odd/', 404, null],
    ['/page', 301, 'page/'],
    ['/page/', 200, '<p>page</p>'],
    ['/folder/inner.json', 200, '{}'],
  ])('answers %s with %i', async (path, status, rest) => {
    expect(await get(path)).toEqual([status, rest]);
  });
});
