import { gzipSync } from 'node:zlib';
import { openRaw } from '../raw-client.ts';
import { THREAD_COUNT } from '../serving-threads.ts';
import { until } from '../until.ts';
import { startAttacked, type AttackedServer } from './attacked-server.ts';

const MAX_BYTES = 200_000;

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
  let app: AttackedServer;
  beforeEach(async () => {
    app = await startAttacked({
      threadCount: THREAD_COUNT,
      settings: { maxBodyBytes: MAX_BYTES },
    });
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
      expect(app.log()).not.toContainEqual(expect.objectContaining({ msg: 'received' }));
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
  const post = (origin: string, path: string) =>
    fetch(origin + path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });

  it('is harmless, because V8 parses and serializes it without recursion: no depth limit is needed', async () => {
    await using app = await startAttacked({ threadCount: THREAD_COUNT });
    expect(await (await post(app.origin, '/json/echo')).text()).toBe(body);
  });

  it('costs a recursive handler no more than its request', async () => {
    await using app = await startAttacked({ threadCount: THREAD_COUNT });
    expect((await post(app.origin, '/json/walk')).status).toBe(500);
    await until(() => app.log().some(({ msg }) => msg === 'request failed'));
    expect((await fetch(app.origin)).status).toBe(200);
  });
});
