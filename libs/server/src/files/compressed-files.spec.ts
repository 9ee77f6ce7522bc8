import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { askCoded } from '../../testing/ask-coded.ts';
import { SETTLED_MS, startFilesServer, type FilesServer } from '../../testing/files-server.ts';
import { createCompressFile } from './compress-file.ts';

const STYLE = 'body { color: black; }\n'.repeat(500);
const NOISE = Array.from({ length: 3_000 }, (_, index) => Math.sin(index)).join('');
const BR = { 'Accept-Encoding': 'gzip, br' };
/** What a file costs in the cache besides its bytes. */
const OVERHEAD_BYTES = 2_048;

let server: FilesServer;

beforeEach(async () => {
  server = await startFilesServer(() => ({
    settings: { filesCompression: true, compression: true, shedLoopDelayMs: 0 },
  }));
  server.write('style.css', STYLE);
});
afterEach(() => server[Symbol.asyncDispose]());

const ask = (path: string, headers: Record<string, string> = {}) =>
  askCoded(server.app.port, path, headers);

const state = () => server.app.managed.filesCache?.state();

/** Asks for a path until its file is kept, and returns the latest answer. */
async function keep(path: string, headers: Record<string, string> = BR) {
  await ask(path, headers);
  server.nowMs += SETTLED_MS;
  return ask(path, headers);
}

describe('a file with FILES_COMPRESSION', () => {
  it('is compressed once it is kept, and counts with its compressed bytes', async () => {
    const first = await ask('/style.css', BR);
    expect(first.headers['content-encoding']).toBeUndefined();
    expect(first.headers['vary']).toBe('Accept-Encoding');
    const { headers, bytes, text } = await keep('/style.css');
    expect(headers).toMatchObject({
      'content-encoding': 'br',
      'content-length': String(bytes.length),
      'content-type': 'text/css; charset=utf-8',
      'last-modified': first.headers['last-modified'],
      vary: 'Accept-Encoding',
    });
    expect(text).toBe(STYLE);
    expect(bytes.length).toBeLessThan(STYLE.length / 20);
    expect(state()).toMatchObject({ files: 1, bytes: bytes.length + OVERHEAD_BYTES });
  });

  it.each(['gzip', 'zstd'])('is compressed with %s too', async (coding) => {
    const { headers, text } = await keep('/style.css', { 'Accept-Encoding': coding });
    expect([headers['content-encoding'], text]).toEqual([coding, STYLE]);
  });

  it('has a strong tag for each coding, and 304 for it', async () => {
    const tags = [];
    for (const coding of ['br', 'gzip', 'identity']) {
      const { headers } = await keep('/style.css', { 'Accept-Encoding': coding });
      const tag = headers['etag'] ?? '';
      const known = await ask('/style.css', { 'Accept-Encoding': coding, 'If-None-Match': tag });
      expect([known.status, known.headers['etag'], known.headers['vary']]).toEqual([
        304,
        tag,
        'Accept-Encoding',
      ]);
      tags.push(tag);
    }
    expect(new Set(tags).size).toBe(3);
    expect(tags.every((tag) => /^"[\w-]{22}"$/.test(tag))).toBe(true);
  });

  it('has the same tag after it was compressed again', async () => {
    const { headers: before } = await keep('/style.css');
    server.app.managed.filesCache?.clear();
    expect((await keep('/style.css')).headers['etag']).toBe(before['etag']);
  });

  it('has ranges of its plain bytes alone', async () => {
    const { headers, bytes } = await keep('/style.css');
    expect(headers['accept-ranges']).toBeUndefined();
    const whole = await ask('/style.css', { ...BR, Range: 'bytes=0-3' });
    expect([whole.status, whole.bytes.length]).toEqual([200, bytes.length]);
    const part = await ask('/style.css', { Range: 'bytes=0-3' });
    expect([part.status, part.text, part.headers['accept-ranges']]).toEqual([206, 'body', 'bytes']);
  });

  it('has the fields of GET for HEAD', async () => {
    const { headers } = await keep('/style.css');
    const head = await ask('/style.css', { ...BR, method: 'HEAD' });
    expect({ ...head.headers, date: '' }).toEqual({ ...headers, date: '' });
  });

  it('is compressed again after it has changed', async () => {
    await keep('/style.css');
    server.write('next', 'p { color: red; }\n'.repeat(500));
    renameSync(join(server.sandbox.site, 'next'), join(server.sandbox.site, 'style.css'));
    server.nowMs += 1_000;
    const { headers, text } = await keep('/style.css');
    expect([headers['content-encoding'], text.slice(0, 17)]).toEqual(['br', 'p { color: red; }']);
  });

  it('gives way to a precompressed file of the same name', async () => {
    await keep('/style.css');
    server.write('style.css.gz', (await keep('/style.css', { 'Accept-Encoding': 'gzip' })).bytes);
    server.nowMs += 1_000;
    const { headers, text } = await keep('/style.css', { 'Accept-Encoding': 'gzip' });
    expect(headers).toMatchObject({ 'content-encoding': 'gzip', 'accept-ranges': 'bytes' });
    expect(text).toBe(STYLE);
    rmSync(join(server.sandbox.site, 'style.css.gz'));
  });

  it.each([
    ['/photo.png', STYLE, BR],
    ['/small.css', STYLE.slice(0, 1_023), BR],
    ['/large.css', STYLE.repeat(400), BR],
    ['/style.css', STYLE, { 'Accept-Encoding': 'br;q=0' }],
    ['/style.css', STYLE, {}],
  ])('stays as it is: %s', async (path, bytes, headers) => {
    server.write(path, bytes);
    const { headers: fields, text } = await keep(path, headers);
    expect(fields['content-encoding']).toBeUndefined();
    expect(fields['etag']).toMatch(/^"/);
    expect(text === bytes).toBe(true);
  });
});

describe('createCompressFile()', () => {
  const compress = createCompressFile();
  const file = { bytes: Buffer.from(NOISE), coding: 'br' as const, state: '1' };

  it('shares the work of calls for the same state and coding', async () => {
    expect(compress(file)).toBe(compress(file));
    expect(await compress(file)).toBeInstanceOf(Buffer);
  });

  it('compresses all of many files, two at the same time', async () => {
    const states = Array.from({ length: 12 }, (_, index) => String(index));
    const all = await Promise.all(states.map((state) => compress({ ...file, state })));
    expect(new Set(all.map((one) => one?.length)).size).toBe(1);
  });

  it('leaves what does not become smaller', async () => {
    const bytes = Buffer.from(crypto.getRandomValues(new Uint8Array(5_000)));
    expect(await compress({ ...file, bytes, state: 'random' })).toBeUndefined();
  });
});
