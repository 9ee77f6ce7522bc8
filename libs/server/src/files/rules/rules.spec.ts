import { execSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Settings } from '../../config/settings.ts';
import { askFor } from '../../../testing/ask-for.ts';
import { collectLog } from '../../../testing/collect-log.ts';
import { createFilesSandbox, type FilesSandbox } from '../../../testing/files-sandbox.ts';
import { SETTLED_MS, startFilesServer, type FilesServer } from '../../../testing/files-server.ts';
import { runProgram, startProgram } from '../../../testing/start-program.ts';
import { until } from '../../../testing/until.ts';

const HEADERS = `
/*
  X-Frame-Options: DENY
  Referrer-Policy: no-referrer
/data/*
  Access-Control-Allow-Origin: *
  Vary: Origin
/folder/*
  Cache-Control: no-store
  X-Part: one
/folder/inner.json
  X-Part: two
  Content-Type: application/manifest+json
`;

const REDIRECTS = `
/plain.txt      /elsewhere              301
/old            /new                    301
/old-query      /new?a=b                303
/news/*         /blog/:splat            308
/:lang/docs/*   https://docs.example/:lang/:splat
/go/*           /:splat                 302
/app/*          /page/index.html        200
/json/:name     /folder/:name.json      200
/up/*           /folder/inner.json      200
/folder         /elsewhere              302
/               /en/                    302
/.well-known/carddav  /dav/             301
`;

const CACHES: readonly [string, Partial<Settings>][] = [
  ['a cache', {}],
  ['no cache', { filesCacheBytes: 0 }],
];

let server: FilesServer;

const at = (name: string): string => join(server.sandbox.site, name);

async function startWith(settings: Partial<Settings> = {}): Promise<void> {
  server = await startFilesServer(({ site }) => {
    writeFileSync(join(site, '_headers'), HEADERS);
    writeFileSync(join(site, '_redirects'), REDIRECTS);
    mkdirSync(join(site, 'data'));
    writeFileSync(join(site, 'data/a.json'), '[]');
    writeFileSync(join(site, 'app.8e0d62a03f.js'), '');
    return { settings: { shedLoopDelayMs: 0, filesRules: true, ...settings } };
  });
}

const ask = (path: string, headers?: Record<string, string>) =>
  askFor(server.app.port, path, headers);

async function follow(path: string, headers?: Record<string, string>): Promise<unknown[]> {
  const { status, headers: answered, body } = await ask(path, headers);
  return [status, answered.location ?? body];
}

describe.each(CACHES)('_headers with %s', (_, settings) => {
  beforeEach(() => startWith(settings));
  afterEach(() => server[Symbol.asyncDispose]());

  it.each([
    ['/plain.txt', { 'x-frame-options': 'DENY', 'cache-control': 'no-cache' }],
    ['/plain.txt', { 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff' }],
    ['/data/a.json', { 'access-control-allow-origin': '*', vary: 'Accept-Encoding, Origin' }],
    ['/%64ata/a.json', { 'access-control-allow-origin': '*' }],
    ['/folder/inner.json', { 'cache-control': 'no-store', 'x-part': 'one, two' }],
    ['/folder/inner.json', { 'content-type': 'application/manifest+json' }],
    ['/data/', { 'access-control-allow-origin': '*', 'x-frame-options': 'DENY' }],
    ['/json/inner', { 'cache-control': 'no-store', 'x-part': 'one, two' }],
  ])('gives %s %j', async (path, expected) => {
    for (let turn = 0; turn < 3; turn += 1) {
      expect((await ask(path)).headers).toMatchObject(expected);
      server.nowMs += SETTLED_MS;
    }
  });

  it('holds for 304, 206, 416 by the fields of each, and HEAD', async () => {
    const { headers } = await ask('/folder/inner.json');
    const known = await ask('/folder/inner.json', { 'if-none-match': headers.etag ?? '' });
    expect([known.status, known.headers['x-part']]).toEqual([304, 'one, two']);
    const part = await ask('/folder/inner.json', { range: 'bytes=0-0' });
    expect([part.status, part.body, part.headers['x-part']]).toEqual([206, '{', 'one, two']);
    expect((await ask('/folder/inner.json', { range: 'bytes=9-' })).status).toBe(416);
    const head = await ask('/folder/inner.json', { method: 'HEAD' });
    expect([head.headers['content-length'], head.headers['x-part']]).toEqual(['2', 'one, two']);
  });

  it('and _redirects are neither served nor listed', async () => {
    for (const path of ['/_headers', '/_redirects', '/%5Fheaders', '/_headers/', '//_headers'])
      expect((await ask(path)).status).toBe(404);
    mkdirSync(at('below'));
    writeFileSync(at('below/_headers'), 'served');
    expect((await ask('/below/_headers')).body).toBe('served');
    rmSync(at('_redirects'));
    await server.app.managed.lifecycle.reload();
    const { body } = await ask('/', { accept: 'application/json' });
    expect(body).toContain('"plain.txt"');
    expect(body).not.toMatch(/"_headers"|"_redirects"/);
  });
});

describe.each(CACHES)('_redirects with %s', (_, settings) => {
  beforeEach(() => startWith(settings));
  afterEach(() => server[Symbol.asyncDispose]());

  it.each([
    ['/plain.txt', 200, '0123456789'],
    ['/old', 301, '/new'],
    ['/old/', 301, '/new'],
    ['/old?x=%20y', 301, '/new?x=%20y'],
    ['/%6Fld', 301, '/new'],
    ['//old', 301, '/new'],
    ['/old-query?x=y', 303, '/new?a=b'],
    ['/news/2026/7?x=y', 308, '/blog/2026/7?x=y'],
    ['/en/docs/a/b', 302, 'https://docs.example/en/a/b'],
    ['/', 302, '/en/'],
    ['/folder', 302, '/elsewhere'],
    ['/page', 301, 'page/'],
    ['/app/users/7', 200, '<p>page</p>'],
    ['/json/inner', 200, '{}'],
    ['/json/absent', 404, 'Not Found\n'],
    ['/.well-known/carddav', 301, '/dav/'],
    ['/absent', 404, 'Not Found\n'],
    // The target never becomes another host, a header field or a path outside of the root.
    ['/go//evil.example', 302, '/evil.example'],
    ['/go/%2Fevil.example', 404, 'Not Found\n'],
    ['/go/%5Cevil.example', 302, '/%5Cevil.example'],
    ['/go/\\evil.example', 302, '/%5Cevil.example'],
    ['/go/a%0d%0aSet-Cookie:%20b', 302, '/a%0D%0ASet-Cookie%3A%20b'],
    ['/go/%E5%98%8A%E5%98%8D', 302, '/%E5%98%8A%E5%98%8D'],
    ['/go/.env', 404, 'Not Found\n'],
    ['/go/%2e%2e/x', 404, 'Not Found\n'],
    ['/json/..%2f..%2foutside', 404, 'Not Found\n'],
    ['/json/%2e%2e', 404, 'Not Found\n'],
    ['/json/.hidden', 404, 'Not Found\n'],
    ['/up/outside.txt', 200, '{}'],
  ])('answers %s with %i %j', async (path, status, rest) => {
    for (let turn = 0; turn < 3; turn += 1) {
      expect(await follow(path)).toEqual([status, rest]);
      server.nowMs += SETTLED_MS;
    }
  });

  it('rewrites with conditions and ranges, and redirects HEAD but no other method', async () => {
    const { headers } = await ask('/json/inner');
    const etag = headers.etag ?? '';
    expect(await follow('/json/inner', { 'if-none-match': etag })).toEqual([304, '']);
    expect(await follow('/json/inner', { range: 'bytes=1-1' })).toEqual([206, '}']);
    expect(await follow('/old', { method: 'HEAD' })).toEqual([301, '/new']);
    expect((await ask('/old', { method: 'POST' })).status).toBe(405);
  });
});

describe('the other settings of a site', () => {
  afterEach(() => server[Symbol.asyncDispose]());

  it('let a redirect come before the fallback, and that before the page of 404', async () => {
    const pages = { filesFallback: '/page/index.html', filesNotFound: '/plain.txt' };
    await startWith(pages);
    const navigation = { accept: 'text/html' };
    expect(await follow('/old', navigation)).toEqual([301, '/new']);
    expect(await follow('/json/absent', navigation)).toEqual([200, '<p>page</p>']);
    expect(await follow('/json/absent')).toEqual([404, '0123456789']);
    expect((await ask('/absent')).headers['x-frame-options']).toBe('DENY');
  });

  it.each([
    ['/app.8e0d62a03f.js', 'public, max-age=31536000, immutable'],
    ['/app.8e0d62a03f.js.map', 'public, max-age=31536000, immutable'],
    ['/app.20261201.js', 'no-cache'],
    ['/app.defaced.js', 'no-cache'],
    ['/app.deadbeef.js', 'no-cache'],
    ['/app-8e0d62a03f.js', 'no-cache'],
    ['/8e0d62a03f.js', 'no-cache'],
    ['/app.8e0d62a03f', 'no-cache'],
    ['/folder/app.8e0d62a03f.js', 'no-store'],
  ])('make %s %s', async (path, expected) => {
    await startWith({ filesImmutable: true });
    writeFileSync(at(path), '');
    expect((await ask(path)).headers['cache-control']).toBe(expected);
  });

  it('make nothing immutable by default, and read no rules', async () => {
    await startWith({ filesRules: false });
    const { headers } = await ask('/app.8e0d62a03f.js');
    expect([headers['cache-control'], headers['x-frame-options']]).toEqual(['no-cache', undefined]);
    expect((await ask('/_headers')).status).toBe(200);
    expect((await ask('/old')).status).toBe(404);
  });
});

describe('rules that change', () => {
  beforeEach(() => startWith());
  afterEach(() => server[Symbol.asyncDispose]());

  it('hold after a reload, for files in memory too', async () => {
    await ask('/plain.txt');
    server.nowMs += SETTLED_MS;
    await ask('/plain.txt');
    writeFileSync(at('_headers'), '/plain.txt\n  X-New: yes\n');
    expect((await ask('/plain.txt')).headers['x-new']).toBeUndefined();
    expect(await server.app.managed.lifecycle.reload()).toEqual([
      { name: 'files-rules', reason: null },
    ]);
    const { headers } = await ask('/plain.txt');
    expect([headers['x-new'], headers['x-frame-options']]).toEqual(['yes', undefined]);
  });

  it('stay as they are if one is wrong', async () => {
    writeFileSync(at('_headers'), '/plain.txt\n  X-New: yes\n');
    writeFileSync(at('_redirects'), '/old /newer\n/bad');
    expect(await server.app.managed.lifecycle.reload()).toEqual([
      {
        name: 'files-rules',
        reason: `Cannot read line 2 of "${at('_redirects')}": expected a path, a target and optionally a status, found "/bad"; correct the line, or remove it`,
      },
    ]);
    expect((await ask('/plain.txt')).headers['x-new']).toBeUndefined();
    expect(await follow('/old')).toEqual([301, '/new']);
  });
});

describe('a program with rules', () => {
  const main = join(import.meta.dirname, '../../../testing/programs/program.fixture.ts');
  let sandbox: FilesSandbox;

  beforeEach(() => {
    sandbox = createFilesSandbox();
  });
  afterEach(() => {
    sandbox[Symbol.dispose]();
  });

  it.each<[string, string, number, string]>([
    ['a wrong line', "printf '/a /b\\n/c //d' > _redirects", 78, 'Cannot read line 2 of '],
    ['a folder', 'mkdir _redirects', 66, 'it is a directory'],
    ['a link out of the root', 'ln -s ../outside.txt _redirects', 66, 'it leads out'],
    ['a FIFO', 'mkfifo _redirects', 66, 'it is neither a file nor a directory'],
    ['a file of 2 MiB', 'truncate -s 2M _redirects', 66, 'it is larger than 1 MiB'],
  ])('does not start with %s', async (_, command, exitCode, sentence) => {
    execSync(command, { cwd: sandbox.site });
    const env = { FILES_ROOT: sandbox.site, FILES_RULES: 'true' };
    const result = await runProgram(main, { env });
    expect(result).toMatchObject({ exitCode, stderr: expect.stringContaining(sentence) as string });
    expect(result.stderr).toContain(join(sandbox.site, '_redirects'));
  });

  it('reads those of a new release as soon as the root leads there', async () => {
    for (const release of ['1', '2']) {
      mkdirSync(join(sandbox.path, release));
      writeFileSync(join(sandbox.path, release, '_redirects'), `/old /${release}`);
    }
    const current = join(sandbox.path, 'current');
    symlinkSync('1', current);
    const env = { FILES_ROOT: current, FILES_RULES: 'true' };
    const program = startProgram(main, { env });
    try {
      const log = collectLog(program);
      await until(() => log().some(({ msg }) => msg === 'ready'));
      const listening = log().find(({ msg }) => msg === 'listening');
      const { port } = listening?.['address'] as { readonly port: number };
      expect((await askFor(port, '/old')).headers.location).toBe('/1');
      symlinkSync('2', `${current}.new`);
      renameSync(`${current}.new`, current);
      await until(async () => (await askFor(port, '/old')).headers.location === '/2');
      writeFileSync(join(sandbox.path, '2/_redirects'), '/old');
      program.kill('SIGHUP');
      await until(() => log().some(({ msg }) => msg === 'reload failed, keeping the old state'));
      expect((await askFor(port, '/old')).headers.location).toBe('/2');
    } finally {
      program.kill('SIGKILL');
    }
  });
});
