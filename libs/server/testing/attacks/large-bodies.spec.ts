import { gzipSync } from 'node:zlib';
import express from 'express';
import { openRaw } from '../raw-client.ts';
import { startApp, type RunningApp } from '../start-app.ts';

const MAX_BYTES = 200_000;

const routes = express.Router();
let received: number[];
routes.post('/count', async (request, response) => {
  let bytes = 0;
  for await (const chunk of request) bytes += (chunk as Buffer).byteLength;
  received.push(bytes);
  response.end(String(bytes));
});
routes.post('/json', express.json(), (_request, response) => response.end('parsed'));
routes.post('/unread', (_request, response) => response.end('unread'));
routes.post('/echo', (request, response) => request.pipe(response));

/** A chunked request with a body of the given bytes, in chunks of 1,000. */
function chunked(path: string, bytes: number): string {
  const piece = 'a'.repeat(1_000);
  return (
    `POST ${path} HTTP/1.1\r\nHost: test\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n` +
    `3e8\r\n${piece}\r\n`.repeat(Math.floor(bytes / 1_000)) +
    (bytes % 1_000 === 0
      ? ''
      : `${(bytes % 1_000).toString(16)}\r\n${'a'.repeat(bytes % 1_000)}\r\n`) +
    '0\r\n\r\n'
  );
}

describe('a body', () => {
  let app: RunningApp;
  beforeEach(async () => {
    received = [];
    app = await startApp({ routes, settings: { maxBodyBytes: MAX_BYTES } });
  });
  afterEach(async () => {
    await app[Symbol.asyncDispose]();
  });

  const answerTo = async (request: string): Promise<string> => {
    using client = await openRaw(app.port, request);
    await client.closed;
    return client.received();
  };

  it.each([0, 1, MAX_BYTES - 1, MAX_BYTES])('of %i bytes in chunks is read', async (bytes) => {
    expect(await answerTo(chunked('/count', bytes))).toMatch(new RegExp(`\\r\\n\\r\\n${bytes}$`));
  });

  it.each([MAX_BYTES + 1, MAX_BYTES * 2, MAX_BYTES * 10])(
    'of %i bytes in chunks is rejected, and never appears complete to a handler',
    async (bytes) => {
      expect(await answerTo(chunked('/count', bytes))).toMatch(/^HTTP\/1\.1 413 /);
      expect(received).toEqual([]);
    },
  );

  it('that is echoed is aborted at the limit', async () => {
    const answer = await answerTo(chunked('/echo', MAX_BYTES * 2));
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(answer).not.toMatch(/0\r\n\r\n$/);
  });

  it('that no handler reads does not delay its response', async () => {
    expect(await answerTo(chunked('/unread', MAX_BYTES * 2))).toMatch(/unread$/);
  });

  it('that exceeds the limit when decompressed is rejected by the parser', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000, ' '));
    const response = await fetch(`${app.origin}/json`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      body: bomb,
    });
    expect(bomb.byteLength).toBeLessThan(MAX_BYTES);
    expect(response.status).toBe(413);
  });

  it.each([
    ['deeply nested', '['.repeat(60_000) + ']'.repeat(60_000), 413],
    ['nested and truncated', '['.repeat(50_000), 400],
    ['nested as deep as allowed', '['.repeat(10_000) + ']'.repeat(10_000), 200],
  ])('of JSON that is %s leaves the server alive', async (_, body, status) => {
    const response = await fetch(`${app.origin}/json`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect(response.status).toBe(status);
    expect((await fetch(app.origin)).status).toBe(200);
  });
});

describe('JSON nested as deep as the body limit allows', () => {
  const depth = 50_000; // the brackets of 100 kB, the limit of express.json()
  const body = '['.repeat(depth) + ']'.repeat(depth);
  const routes = express
    .Router()
    .use(express.json())
    .post('/echo', (request, response) => void response.json(request.body))
    .post('/walk', (request) => void walk(request.body));
  const walk = (value: unknown): number => (Array.isArray(value) ? 1 + walk(value[0]) : 0);
  const post = (origin: string, path: string) =>
    fetch(origin + path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });

  it('is harmless, because V8 parses and serializes it without recursion: no depth limit is needed', async () => {
    await using app = await startApp({ routes });
    expect(await (await post(app.origin, '/echo')).text()).toBe(body);
  });

  it('costs a recursive handler no more than its request', async () => {
    await using app = await startApp({ routes });
    expect((await post(app.origin, '/walk')).status).toBe(500);
    expect(app.log()).toContainEqual(expect.objectContaining({ msg: 'request failed' }));
    expect((await fetch(app.origin)).status).toBe(200);
  });
});
