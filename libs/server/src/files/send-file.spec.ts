import { utimesSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { exchangeRaw } from '../../testing/exchange-raw.ts';
import type { Settings } from '../config/settings.ts';
import { createFilesSandbox, MODIFIED, type FilesSandbox } from '../../testing/files-sandbox.ts';
import { startApp, type RunningApp } from '../../testing/start-app.ts';
import { BINARY_EXTENSIONS } from './describe-file.ts';

const OLDER = 'Fri, 20 Nov 2026 00:00:00 GMT';

const OF_EVERY_ANSWER = {
  'Referrer-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'X-Request-Id': 'test-id',
  Connection: 'close',
  Date: expect.any(String) as string,
};

let sandbox: FilesSandbox;
let app: RunningApp;
let etag: string;

let nowMs = 0;

async function start(given: Partial<Settings>): Promise<void> {
  sandbox = createFilesSandbox();
  utimesSync(join(sandbox.site, 'no-extension'), 0, 0);
  const settings = { filesCacheControl: 'public, max-age=60', shedLoopDelayMs: 0, ...given };
  app = await startApp({ filesRoot: sandbox.site, settings, monotonicMs: () => nowMs });
  for (nowMs of [0, 2_000])
    // twice, seconds apart: now the cache keeps them
    for (const path of ['/plain.txt', '/empty.css', '/no-extension'])
      await exchangeRaw(app.port, `GET ${path} HTTP/1.1`);
  etag = etagOf(await exchangeRaw(app.port, 'GET /plain.txt HTTP/1.1'));
}

function etagOf(answer: string): string {
  return /\r\nETag: (\S+)\r\n/.exec(answer)?.[1] ?? '';
}

/** Sends header lines unchanged; `ETAG` stands for the tag of the file. */
async function ask(line: string, ...fields: readonly string[]) {
  const sent = [`${line} HTTP/1.1`, ...fields].join('\r\n').replaceAll('ETAG', etag);
  const [head = '', body] = (await exchangeRaw(app.port, sent)).split('\r\n\r\n');
  const [statusLine = '', ...lines] = head.split('\r\n');
  const headers = Object.fromEntries(
    lines.map((text) => text.split(/: (.*)/, 2) as [name: string, value: string]),
  );
  return { status: Number(statusLine.split(' ')[1]), headers, body };
}

describe.each([
  ['from memory', {}, 3],
  ['from the disk', { filesCacheBytes: 0 }, 0],
])('sendFile() %s', (_, given, fileCount) => {
  beforeAll(() => start(given));
  afterAll(async () => {
    await app[Symbol.asyncDispose]();
    sandbox[Symbol.dispose]();
  });

  it('has in memory what it should', () => {
    expect(app.managed.filesCache?.state().files).toBe(fileCount);
  });

  it('describes the whole file', async () => {
    const { status, headers, body } = await ask('GET /plain.txt');
    expect([status, body]).toEqual([200, '0123456789']);
    expect(headers).toEqual({
      'Accept-Ranges': 'bytes',
      'Cache-Control': 'public, max-age=60',
      'Content-Length': '10',
      'Content-Type': 'text/plain; charset=utf-8',
      'Last-Modified': MODIFIED,
      ...OF_EVERY_ANSWER,
      ETag: etag,
      Vary: 'Accept-Encoding',
    });
  });

  it.each([
    ['GET', []],
    ['HEAD', []],
    ['HEAD', ['Range: bytes=0-1']], // ignored for HEAD
    ['HEAD', ['Range: bytes=99-']],
    ['GET', ['Range: bytes=0-1', 'If-Range: "other"']],
    ['GET', ['Range: bytes=0-1', 'If-Range: W/ETAG']],
    ['GET', ['Range: bytes=0-1', `If-Range: ${MODIFIED}`]],
    ['GET', ['Range: bytes=99-', 'If-Range: "other"']],
    ['GET', ['Range: bytes=0-1', 'Range: bytes=2-3']],
    ['GET', ['Range: ']],
    ['GET', ['If-Modified-Since: 0', 'If-Unmodified-Since: 0']],
    ['GET', ['If-None-Match: "other"', `If-Modified-Since: ${MODIFIED}`]],
  ])('answers %s with %j for the whole file', async (method, fields) => {
    const { status, headers, body } = await ask(`${method} /plain.txt`, ...fields);
    expect([status, body]).toEqual([200, method === 'HEAD' ? '' : '0123456789']);
    expect(headers).toMatchObject({ 'Content-Length': '10' });
    expect(headers).not.toHaveProperty('Content-Range');
  });

  it.each([
    [['Range: bytes=2-4'], '234', 'bytes 2-4/10'],
    [['Range: bytes=-1', 'If-Range: ETAG'], '9', 'bytes 9-9/10'],
    [['Range: bytes=0-0', 'If-Match: ETAG', 'If-None-Match: "other"'], '0', 'bytes 0-0/10'],
  ])('sends for %j "%s"', async (fields, part, contentRange) => {
    const { status, headers, body } = await ask('GET /plain.txt', ...fields);
    expect([status, body]).toEqual([206, part]);
    expect(headers).toMatchObject({
      'Content-Range': contentRange,
      'Content-Length': String(part.length),
      ETag: etag,
    });
  });

  it.each([
    ['GET', ['If-None-Match: ETAG']],
    ['HEAD', ['If-None-Match: W/ETAG']],
    ['GET', ['If-None-Match: "a"', 'If-None-Match: ETAG']],
    ['GET', ['If-None-Match: ETAG', `If-Modified-Since: ${OLDER}`]],
    ['GET', ['If-None-Match: ETAG', 'Range: bytes=99-']],
    ['GET', [`If-Modified-Since: ${MODIFIED}`]],
    ['GET', ['Cache-Control: no-cache', 'If-None-Match: *']],
  ])('answers %s with %j by 304 and the headers that a cache needs', async (method, fields) => {
    const { status, headers, body } = await ask(`${method} /plain.txt`, ...fields);
    expect([status, body]).toEqual([304, '']);
    expect(headers).toEqual({
      'Cache-Control': 'public, max-age=60',
      ...OF_EVERY_ANSWER,
      ETag: etag,
      Vary: 'Accept-Encoding',
    });
  });

  it.each([
    [['If-Match: "other"']],
    [['If-Match: W/ETAG']],
    [['If-Match: "other"', 'If-None-Match: ETAG']],
    [[`If-Unmodified-Since: ${OLDER}`, 'Range: bytes=99-']],
  ])('answers %j by 412', async (fields) => {
    const { status, headers, body } = await ask('GET /plain.txt', ...fields);
    expect([status, body]).toEqual([412, 'Precondition Failed\n']);
    expect(headers).not.toHaveProperty('ETag');
    expect(headers).toMatchObject({ 'Content-Length': '20' });
  });

  it.each([
    ['/plain.txt', 'bytes=10-', 'bytes */10'],
    ['/plain.txt', 'bytes=-0', 'bytes */10'],
  ])('cannot send of %s %s', async (path, range, contentRange) => {
    const { status, headers, body } = await ask(`GET ${path}`, `Range: ${range}`);
    expect([status, body]).toEqual([416, 'Range Not Satisfiable\n']);
    expect(headers).toMatchObject({ 'Content-Range': contentRange });
  });

  it('sends an empty file whole for any range', async () => {
    const { status, headers, body } = await ask('GET /empty.css', 'Range: bytes=0-');
    expect([status, body]).toEqual([200, '']);
    expect(headers).toMatchObject({ 'Content-Length': '0' });
  });

  it('sends no date if the file has none, and works without', async () => {
    const { headers } = await ask('GET /no-extension');
    expect(headers).not.toHaveProperty('Last-Modified');
    const { ETag = '' } = headers;
    expect(await ask('GET /no-extension', `If-None-Match: ${ETag}`)).toMatchObject({ status: 304 });
  });

  it('uses one route for all paths', async () => {
    const routes = new Set<string | undefined>();
    const onEnd = ({ route }: { route: string | undefined }): unknown => routes.add(route);
    await using other = await startApp({ filesRoot: sandbox.site, observers: [{ onEnd }] });
    for (const path of ['/', '/plain.txt', '/folder', '/absent', '/.env'])
      await fetch(other.origin + path, { redirect: 'manual' });
    expect([...routes]).toEqual(['/{*path}']);
  });
});

it('has in BINARY_EXTENSIONS what Express knows as application/octet-stream', () => {
  const mimeTypes = createRequire(import.meta.filename)('mime-types') as {
    readonly types: Readonly<Record<string, string>>;
  };
  const known = Object.entries(mimeTypes.types)
    .filter(([, type]) => type === 'application/octet-stream')
    .map(([extension]) => extension);
  expect([...BINARY_EXTENSIONS].sort()).toEqual(known.sort());
});
