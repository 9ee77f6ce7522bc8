import express from 'express';
import { askCoded } from '../../../testing/ask-coded.ts';
import { exchangeRaw } from '../../../testing/exchange-raw.ts';
import { readMetric } from '../../../testing/read-metric.ts';
import { until } from '../../../testing/until.ts';
import { startApp, type AppInput, type RunningApp } from '../../../testing/start-app.ts';

/** Of a length that is worth it, and longer than what one write takes. */
const TEXT = 'All happy families are alike. '.repeat(2_000);
const SMALL = 'x'.repeat(1_023);

const routes = express
  .Router()
  .get('/text', (_request, response) => response.type('text').send(TEXT))
  .get('/json', (_request, response) => response.json({ text: TEXT }))
  .get('/small', (_request, response) => response.type('text').send(SMALL))
  .get('/image', (_request, response) => response.type('image/png').send(Buffer.from(TEXT)))
  .get('/untyped', (_request, response) => response.end(TEXT))
  .get('/empty', (_request, response) => response.status(204).type('text').end())
  .get('/coded', (_request, response) =>
    response.type('text').set('Content-Encoding', 'x-own').send(TEXT),
  )
  .get('/kept', (_request, response) =>
    response.type('text').set('Cache-Control', 'public, No-Transform').send(TEXT),
  )
  .get('/part', (_request, response) =>
    response.status(206).type('text').set('Content-Range', 'bytes 0-59999/60000').send(TEXT),
  )
  .get('/digest', (_request, response) =>
    response.type('text').set('Content-Digest', 'sha-256=:x:').send(TEXT),
  )
  .get('/strong', (_request, response) =>
    response.type('text').set({ ETag: '"v1"', 'Accept-Ranges': 'bytes' }).send(TEXT),
  )
  .get('/object', (_request, response) => {
    response.setHeader('X-Set', 'before');
    response.writeHead(203, { 'Content-Type': 'text/plain', 'Content-Length': TEXT.length });
    response.end(TEXT);
  })
  .get('/list', (_request, response) => {
    response.setHeader('Vary', 'Accept');
    const fields = ['content-type', 'text/plain', 'Set-Cookie', 'a=1', 'Set-Cookie', 'b=2'];
    response.writeHead(200, 'Fine', fields).end(TEXT);
  })
  .get('/pieces', async (_request, response) => {
    response.type('text');
    for (let index = 0; index < TEXT.length; index += 1_000)
      if (!response.write(TEXT.slice(index, index + 1_000)))
        await new Promise((resolve) => response.once('drain', resolve));
    response.end();
  })
  .get('/latin1', (_request, response) => response.type('text').end('\xe9'.repeat(2_000), 'latin1'))
  .get('/star', (_request, response) => response.type('text').set('Vary', '*').send(TEXT));

let app: RunningApp;
const settings: AppInput['settings'] = { compression: true };

beforeAll(async () => {
  app = await startApp({ routes, settings });
});
afterAll(() => app[Symbol.asyncDispose]());

const ask = (path: string, headers: Record<string, string> = {}) =>
  askCoded(app.port, path, headers);

describe('an answer by the Accept-Encoding of its request', () => {
  it.each([
    ['gzip', 'gzip'],
    ['br', 'br'],
    ['zstd', 'zstd'],
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip;q=1, br;q=0.5', 'gzip'],
    ['*', 'br'],
    ['identity;q=0, zstd', 'zstd'],
  ])('is compressed for %j with %s', async (accepted, coding) => {
    const { headers, bytes, text } = await ask('/text', { 'Accept-Encoding': accepted });
    expect(headers).toMatchObject({ 'content-encoding': coding, vary: 'Accept-Encoding' });
    expect(headers['content-length']).toBeUndefined();
    expect(headers['transfer-encoding']).toBe('chunked');
    expect(bytes.length).toBeLessThan(TEXT.length / 20);
    expect(text).toBe(TEXT);
  });

  it.each([
    'identity',
    'deflate',
    'gzip;q=0',
    'gzip;q=x',
    'br;q=0.5, identity',
    ',;,;',
    `gzip,${'a,'.repeat(500)}`,
    '\xff\xfe',
  ])('is sent as it is for %j, and says what it depends on', async (accepted) => {
    const { headers, text } = await ask('/text', { 'Accept-Encoding': accepted });
    expect(headers).toMatchObject({ 'content-length': '60000', vary: 'Accept-Encoding' });
    expect(headers['content-encoding']).toBeUndefined();
    expect(text).toBe(TEXT);
  });
});

describe('the form of an answer', () => {
  it.each(['/image', '/untyped', '/kept', '/part', '/digest', '/small', '/coded', '/empty'])(
    'stays as it is for %s',
    async (path) => {
      const { headers, bytes } = await ask(path, { 'Accept-Encoding': 'br' });
      expect(headers['vary']).toBeUndefined();
      expect(headers['content-encoding']).toBe(path === '/coded' ? 'x-own' : undefined);
      expect(String(bytes.length)).toBe(headers['content-length'] ?? '0');
    },
  );

  it('depends on the length that a setting states', async () => {
    await using all = await startApp({ routes, settings: { ...settings, compressionMinBytes: 0 } });
    const { headers, text } = await askCoded(all.port, '/small', { 'Accept-Encoding': 'gzip' });
    expect([headers['content-encoding'], text]).toEqual(['gzip', SMALL]);
  });

  it('stays as it is without the setting', async () => {
    await using plain = await startApp({ routes });
    const { headers } = await askCoded(plain.port, '/text', { 'Accept-Encoding': 'br' });
    expect(headers).toMatchObject({ 'content-length': '60000' });
    expect(headers['vary']).toBeUndefined();
  });

  it('keeps what writeHead() gets as an object', async () => {
    const { status, headers, text } = await ask('/object', { 'Accept-Encoding': 'br' });
    expect(status).toBe(203);
    expect(headers).toMatchObject({ 'x-set': 'before', 'content-encoding': 'br' });
    expect(headers['content-length']).toBeUndefined();
    expect(text).toBe(TEXT);
  });

  it('keeps what writeHead() gets as a list, and its reason', async () => {
    const head = 'GET /list HTTP/1.1\r\nAccept-Encoding: gzip';
    const received = await exchangeRaw(app.port, head);
    expect(received).toMatch(/^HTTP\/1\.1 200 Fine\r\n/);
    expect(received).toContain('\r\nVary: Accept, Accept-Encoding\r\n');
    expect(received).toContain('\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n');
  });

  it('adds nothing to Vary: *', async () => {
    expect((await ask('/star', { 'Accept-Encoding': 'br' })).headers['vary']).toBe('*');
  });

  it('is the same if the body comes in pieces, of any encoding', async () => {
    expect((await ask('/pieces', { 'Accept-Encoding': 'zstd' })).text).toBe(TEXT);
    const { text } = await ask('/latin1', { 'Accept-Encoding': 'zstd' });
    expect(Buffer.from(text, 'latin1')).toEqual(
      Buffer.from(Buffer.from('\xe9'.repeat(2_000), 'latin1').toString(), 'latin1'),
    );
  });

  it('is plain for HTTP/1.0, whose connection may go on', async () => {
    const head = 'GET /text HTTP/1.0\r\nAccept-Encoding: br';
    const received = await exchangeRaw(app.port, head);
    const [fields = '', body] = received.split('\r\n\r\n');
    expect(fields).toMatch(/\r\nContent-Length: 60000\r\n[^]*\r\nVary: Accept-Encoding\r\n/);
    expect(body === TEXT).toBe(true);
  });
});

describe('validators', () => {
  it('are weak for a compressed answer, which has no ranges', async () => {
    const { headers } = await ask('/strong', { 'Accept-Encoding': 'br' });
    expect(headers['etag']).toBe('W/"v1"');
    expect(headers['accept-ranges']).toBeUndefined();
    expect((await ask('/strong')).headers).toMatchObject({
      etag: '"v1"',
      'accept-ranges': 'bytes',
    });
  });

  it.each(['"v1"', 'W/"v1"'])('confirm %s with 304, and the fields of 200', async (known) => {
    const headers = { 'Accept-Encoding': 'br', 'If-None-Match': known };
    const answered = await ask('/strong', headers);
    expect(answered.status).toBe(304);
    expect(answered.headers).toMatchObject({ etag: 'W/"v1"', vary: 'Accept-Encoding' });
    expect(answered.headers['content-encoding']).toBeUndefined();
  });

  it('stay strong in a 304 for a client that accepts no coding', async () => {
    const { status, headers } = await ask('/strong', { 'If-None-Match': '"v1"' });
    expect([status, headers['etag']]).toEqual([304, '"v1"']);
  });
});

describe('HEAD', () => {
  it.each(['/text', '/json', '/strong', '/small', '/image', '/object'])(
    'gets the fields of GET for %s, and opens no compressor',
    async (path) => {
      const { headers: expected } = await ask(path, { 'Accept-Encoding': 'gzip' });
      const active = () => readMetric(app.metrics, 'http.server.active_compressions')[''];
      await until(() => active() === 0);
      const { headers, bytes } = await ask(path, { method: 'HEAD', 'Accept-Encoding': 'gzip' });
      delete expected['transfer-encoding']; // it frames a body
      expect({ ...headers, date: '' }).toEqual({ ...expected, date: '' });
      expect(bytes.length).toBe(0);
      expect(active()).toBe(0);
    },
  );
});
