import { once } from 'node:events';
import { mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { get, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { createFilesSandbox, MODIFIED, type FilesSandbox } from '../../testing/files-sandbox.ts';
import { startApp, type RunningApp } from '../../testing/start-app.ts';
import { createSiblings } from './create-siblings.ts';
import { openBelow } from './open-below.ts';

const TEXT = 'text '.repeat(100);
const CODED = {
  br: brotliCompressSync(TEXT),
  zstd: zstdCompressSync(TEXT),
  gzip: gzipSync(TEXT),
};

let sandbox: FilesSandbox;
let app: RunningApp;

function write(name: string, bytes: string | Buffer, modified = MODIFIED): void {
  writeFileSync(join(sandbox.site, name), bytes);
  utimesSync(join(sandbox.site, name), new Date(modified), new Date(modified));
}

beforeAll(() => {
  sandbox = createFilesSandbox();
  write('app.js', TEXT);
  write('app.js.br', CODED.br);
  write('app.js.zst', CODED.zstd);
  write('app.js.gz', CODED.gzip);
  write('page/index.html.gz', CODED.gzip);
  write('stale.css', TEXT);
  write('stale.css.br', CODED.br, 'Sat, 21 Nov 2026 23:35:59 GMT');
  write('stale.css.gz', CODED.gzip);
  for (const name of ['out.txt', 'folder.txt', 'lone.txt.gz']) write(name, TEXT);
  symlinkSync('../outside.txt', join(sandbox.site, 'out.txt.gz'));
  mkdirSync(join(sandbox.site, 'folder.txt.gz'));
});
afterAll(() => {
  sandbox[Symbol.dispose]();
});

/** Uses node:http, because fetch decodes the body. */
async function ask(path: string, headers: OutgoingHttpHeaders, method = 'GET') {
  const request = get(app.origin + path, { headers, method, agent: false });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return { status: response.statusCode, headers: response.headers, body: await buffer(response) };
}

describe.each([
  ['with', {}],
  ['without', { filesCacheBytes: 0 }],
])('createSiblings(), %s a cache', (_, settings) => {
  let nowMs = 0;
  beforeAll(async () => {
    const monotonicMs = (): number => (nowMs += 100); // what is asked for again and again is kept
    const steady = { shedLoopDelayMs: 0, ...settings };
    app = await startApp({ filesRoot: sandbox.site, monotonicMs, settings: steady });
  });
  afterAll(() => app[Symbol.asyncDispose]());

  it.each<[string, keyof typeof CODED | undefined]>([
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip, deflate, zstd', 'zstd'],
    ['gzip', 'gzip'],
    ['gzip;q=1, br;q=0.1', 'gzip'],
    ['deflate', undefined],
    ['identity', undefined],
    ['', undefined],
    ['br;q=0', undefined],
  ])('for "Accept-Encoding: %s" sends %s', async (acceptEncoding, coding) => {
    const { status, headers, body } = await ask('/app.js', { 'Accept-Encoding': acceptEncoding });
    expect(status).toBe(200);
    expect(headers['content-encoding']).toBe(coding);
    expect(headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect(headers.vary).toBe('Accept-Encoding');
    expect(body).toEqual(coding === undefined ? Buffer.from(TEXT) : CODED[coding]);
  });

  it('determines the type of a name without extension by the plain file', async () => {
    write('LICENSE', TEXT);
    write('LICENSE.gz', CODED.gzip);
    const { headers } = await ask('/LICENSE', { 'Accept-Encoding': 'gzip' });
    expect(headers).toMatchObject({
      'content-encoding': 'gzip',
      'content-type': 'text/plain; charset=utf-8',
    });
  });

  it('gives each coding a tag of its own, which its conditions match', async () => {
    const tags = new Set<string | undefined>();
    for (const coding of ['br', 'zstd', 'gzip', 'identity']) {
      const accept = { 'Accept-Encoding': coding };
      const { etag = '' } = (await ask('/app.js', accept, 'HEAD')).headers;
      tags.add(etag);
      const again = await ask('/app.js', { ...accept, 'If-None-Match': etag });
      expect([again.status, again.headers.etag, again.headers.vary]).toEqual([
        304,
        etag,
        'Accept-Encoding',
      ]);
    }
    expect(tags.size).toBe(4);
  });

  it('sends ranges of the coded bytes', async () => {
    const { headers, body } = await ask('/app.js', {
      'Accept-Encoding': 'gzip',
      Range: 'bytes=1-2',
    });
    expect(headers['content-range']).toBe(`bytes 1-2/${CODED.gzip.length}`);
    expect(headers['content-encoding']).toBe('gzip');
    expect(body).toEqual(CODED.gzip.subarray(1, 3));
  });

  it.each([
    ['the index of a directory', '/page/', 'gzip'],
    ['a file whose best sibling is older than it', '/stale.css', 'gzip'],
    ['a file whose sibling is outside', '/out.txt', undefined],
    ['a file whose sibling is a directory', '/folder.txt', undefined],
  ])('serves %s', async (_, path, coding) => {
    const { status, headers } = await ask(path, { 'Accept-Encoding': 'br, gzip' });
    expect([status, headers['content-encoding']]).toEqual([200, coding]);
  });

  it('serves no sibling for a missing file, but the sibling itself as a file', async () => {
    const accept = { 'Accept-Encoding': 'gzip' };
    expect((await ask('/lone.txt', accept)).status).toBe(404);
    const { headers } = await ask('/lone.txt.gz', accept);
    expect(headers['content-type']).toBe('application/gzip');
    expect(headers['content-encoding']).toBeUndefined();
  });

  it('looks for a missing sibling again after a second', async () => {
    using plain = await openBelow(sandbox.site, ['plain.txt']);
    if (plain?.kind !== 'file') throw new Error('plain.txt is gone');
    const openSibling = createSiblings();
    const codingAt = async (nowMs: number): Promise<string | undefined> => {
      const place = { root: sandbox.site, names: ['plain.txt'], onRefused: jest.fn() };
      const asked = { codings: ['gzip'] as const, nowMs, isThorough: false };
      const sibling = await openSibling(plain, { ...place, ...asked });
      sibling?.file[Symbol.dispose]();
      return sibling?.coding;
    };
    expect(await codingAt(5_000)).toBeUndefined();
    write('plain.txt.gz', CODED.gzip);
    expect([await codingAt(5_999), await codingAt(6_000)]).toEqual([undefined, 'gzip']);
    rmSync(join(sandbox.site, 'plain.txt.gz'));
  });
});
