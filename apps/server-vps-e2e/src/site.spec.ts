import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { tryProgram } from '@tscratch/tools/testing/program';
import { endProgram, QUIET, startProgram, type HostProgram } from './host-program.ts';
import { binaryPath } from './workspace.ts';

const FILES = {
  'index.html': '<h1>home</h1>',
  '404.html': '<h1>not here</h1>',
  'about.html': '<h1>about</h1>',
  'assets/app.8e0d62a03f.js': 'run();',
  'fonts/a.woff2': 'font',
  _headers: '/*\n  X-Frame-Options: DENY\n/fonts/*\n  Access-Control-Allow-Origin: *\n',
  _redirects: '/old  /about  301\n/news/:year  /about?year=:year  308\n',
};

const NAVIGATION = { accept: 'text/html', 'sec-fetch-mode': 'navigate' };

const root = mkdtempSync(join(tmpdir(), 'site-'));
let program: HostProgram;

beforeAll(async () => {
  for (const [name, content] of Object.entries(FILES)) {
    mkdirSync(join(root, name, '..'), { recursive: true });
    writeFileSync(join(root, name), content);
  }
  program = await startProgram({
    environment: {
      FILES_ROOT: root,
      FILES_CLEAN_URLS: 'true',
      FILES_FALLBACK: '/index.html',
      FILES_IMMUTABLE: 'true',
      FILES_LISTING: 'false',
      FILES_NOT_FOUND: '/404.html',
      FILES_RULES: 'true',
    },
  });
});
afterAll(async () => {
  expect(await endProgram(program, 'SIGTERM')).toEqual({ exitCode: 0, signal: null });
  rmSync(root, { recursive: true });
});

/** Not by fetch(), which sends a Sec-Fetch-Mode of its own. */
async function ask(path: string, headers: Readonly<Record<string, string>> = {}) {
  const call = get(program.url + path, { agent: false, headers });
  const [answer] = (await once(call, 'response')) as [IncomingMessage];
  return { status: answer.statusCode, body: await text(answer), fields: answer.headers };
}

describe('a site on the built program', () => {
  it.each([
    ['a page without its extension', '/about', 200, FILES['about.html']],
    ['an asset that is missing', '/assets/gone.js', 404, FILES['404.html']],
    ['a folder without a page', '/assets/', 404, FILES['404.html']],
    ['a file of rules', '/_headers', 404, FILES['404.html']],
    ['what no browser navigates to', '/orders/7', 404, FILES['404.html']],
  ])('answers %s', async (_, path, status, body) => {
    expect(await ask(path)).toMatchObject({ status, body });
  });

  it('answers the navigation of a browser with the page of the app', async () => {
    expect(await ask('/orders/7', NAVIGATION)).toMatchObject({
      status: 200,
      body: FILES['index.html'],
    });
  });

  it.each([
    ['/about.html', 301, 'about'],
    ['/old', 301, '/about'],
    ['/news/2026', 308, '/about?year=2026'],
  ])('redirects %s', async (path, status, location) => {
    const { fields, ...answer } = await ask(path);
    expect([answer.status, fields.location]).toEqual([status, location]);
  });

  it('adds header fields by path', async () => {
    const [page, font, script] = await Promise.all(
      ['/about', '/fonts/a.woff2', '/assets/app.8e0d62a03f.js'].map((path) => ask(path)),
    );
    expect(page?.fields['x-frame-options']).toBe('DENY');
    expect(page?.fields).not.toHaveProperty('access-control-allow-origin');
    expect(font?.fields['access-control-allow-origin']).toBe('*');
    expect(script?.fields['cache-control']).toBe('public, max-age=31536000, immutable');
  });

  it('does not start with a wrong line, and names it', () => {
    writeFileSync(join(root, '_redirects'), '/old\n');
    const env = { ...QUIET, FILES_ROOT: root, FILES_RULES: 'true' };
    const { exitCode, stderr } = tryProgram(binaryPath, [], { env });
    expect(exitCode).toBe(78);
    expect(stderr).toContain(`Cannot read line 1 of "${join(root, '_redirects')}": expected`);
  });
});
