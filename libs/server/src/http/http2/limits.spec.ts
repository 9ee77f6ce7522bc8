import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Router, type Request } from 'express';
import { readMetric } from '../../../testing/read-metric.ts';
import { askStream, startHttp2 } from '../../../testing/start-http2.ts';
import { until } from '../../../testing/until.ts';
import { createExchangeMetrics } from '../observers/measure-exchanges.ts';
import { createMetrics } from '../../telemetry/metrics/create-metrics.ts';
import { parseCidr } from '../../config/cidr.ts';

/** Starts a server whose only route answers when it is released, and keeps its requests. */
async function hold(settings: Parameters<typeof startHttp2>[0] = {}) {
  const held: Request[] = [];
  const routes = Router().use((request, response) => {
    held.push(request);
    if (request.path === '/now') response.send('now');
  });
  return { held, app: await startHttp2({ routes, ...settings }) };
}

const long = (length: number): string => 'a'.repeat(length);

describe('a request over HTTP/2', () => {
  it.each([
    [
      'too many fields',
      Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`x-${i}`, '1'])),
      431,
    ],
    ['a target that is too long', { ':path': `/${long(9_000)}` }, 414],
    ['a target with a fragment', { ':path': '/a#b' }, 400],
    ['two authorities', { ':authority': 'a,b' }, 400],
    ['a Host that differs from the authority', { ':authority': 'a', host: 'b' }, 400],
    ['an expectation that is unknown', { expect: 'magic' }, 417],
    ['the method TRACE', { ':method': 'TRACE' }, 501],
    ['OPTIONS *', { ':method': 'OPTIONS', ':path': '*' }, 200],
  ])('with %s is judged as under HTTP/1.1', async (_, headers, status) => {
    const { app, held } = await hold();
    const answer = await askStream(app.connect(), headers).catch(String);
    expect(answer).toMatchObject({ status, headers: { 'x-request-id': 'test-id' } });
    expect(held).toEqual([]);
    await app[Symbol.asyncDispose]();
  });

  it('whose body is announced as too long gets 413 before it is sent', async () => {
    const { app, held } = await hold();
    const length = { ':method': 'POST', 'content-length': '9999999' };
    const stream = app.connect().request(length);
    stream.on('error', () => undefined);
    const [{ ':status': status }] = (await once(stream, 'response')) as [Record<string, number>];
    expect([status, held]).toEqual([413, []]);
    await app[Symbol.asyncDispose]();
  });

  it.each([
    ['GET', undefined, 'Request Header Fields Too Large\n'],
    ['HEAD', undefined, ''],
    ['POST', 'body', 'Request Header Fields Too Large\n'],
  ])(
    'of %s with a head above MAX_HEADER_BYTES gets 431 and is noted',
    async (method, sent, body) => {
      const { app, held } = await hold();
      const client = app.connect();
      const headers = { ':method': method, 'x-long': long(16_400) };
      expect(await askStream(client, headers, sent)).toMatchObject({
        status: 431,
        headers: { 'content-type': 'text/plain; charset=utf-8', 'content-length': '32' },
        body,
      });
      expect([held, readMetric(app.metrics, 'http.server.refusals')]).toEqual([
        [],
        { head_size: 1 },
      ]);
      const noted = {
        reason: 'head_size',
        status: 431,
        clientAddress: '127.0.0.1',
        msg: 'refused',
      };
      expect(app.log()).toEqual([expect.objectContaining(noted)]);
      expect(await askStream(client, { ':path': '/now' })).toMatchObject({ status: 200 });
      await app[Symbol.asyncDispose]();
    },
  );

  it('with 2,200 fields is reset by node:http2, and its connection stays', async () => {
    const { app, held } = await hold();
    const client = app.connect();
    const fields = Array.from({ length: 2_200 }, (_, i) => [`x-${i}`, '1'] as const);
    await expect(askStream(client, Object.fromEntries(fields))).rejects.toThrow();
    expect([held, app.log()]).toEqual([[], []]);
    expect(await askStream(client, { ':path': '/now' })).toMatchObject({ body: 'now' });
    await app[Symbol.asyncDispose]();
  });

  it('with a head just below MAX_HEADER_BYTES is served', async () => {
    const { app } = await hold({ settings: { maxHeaderBytes: 1_024 } });
    const client = app.connect();
    const ask = (length: number) => askStream(client, { ':path': '/now', 'x-long': long(length) });
    expect(await ask(900)).toMatchObject({ status: 200 });
    expect(await ask(1_024)).toMatchObject({ status: 431 });
    await app[Symbol.asyncDispose]();
  });

  it('with CONNECT gets 405 and is counted', async () => {
    const { app } = await hold();
    const answer = await askStream(app.connect(), { ':method': 'CONNECT', ':authority': 'a:1' });
    expect(answer).toMatchObject({ status: 405, headers: { allow: '' } });
    expect(readMetric(app.metrics, 'http.server.refusals')).toEqual({ connect: 1 });
    await app[Symbol.asyncDispose]();
  });

  it('whose body is too long as it arrives gets 413, and its connection stays', async () => {
    const { app, held } = await hold({ settings: { maxBodyBytes: 10 } });
    const client = app.connect();
    const stream = client.request({ ':method': 'POST' });
    stream.on('error', () => undefined);
    stream.write(long(11));
    const [{ ':status': status }] = (await once(stream, 'response')) as [Record<string, number>];
    expect(status).toBe(413);
    expect(held[0]?.signal.aborted).toBe(true);
    expect(await askStream(client, { ':path': '/now' })).toMatchObject({ body: 'now' });
    await app[Symbol.asyncDispose]();
  });

  it('above the limit of requests in flight gets 503', async () => {
    const { app, held } = await hold({ settings: { maxRequestsInFlight: 1 } });
    const client = app.connect();
    client.request({}).on('error', () => undefined);
    await until(() => held.length === 1);
    const shed = await askStream(client, { ':path': '/now' });
    expect(shed).toMatchObject({ status: 503, headers: { 'retry-after': '10' } });
    await app[Symbol.asyncDispose]();
  });

  it('gets 503 if its handler is late', async () => {
    const monotonicMs = (): number => performance.now();
    const { app } = await hold({ settings: { handlerTimeoutMs: 50 }, monotonicMs });
    expect(await askStream(app.connect(), {})).toMatchObject({ status: 503 });
    await app[Symbol.asyncDispose]();
  });

  it('learns by its signal that the client left, and by another that the server ends', async () => {
    const { app, held } = await hold();
    const client = app.connect();
    const stream = client.request({});
    stream.on('error', () => undefined);
    await until(() => held.length === 1);
    const [request] = held as [Request];
    const { signal, draining } = request;
    app.endStreams();
    expect([signal.aborted, draining.aborted]).toEqual([false, true]);
    stream.close(8);
    await once(signal, 'abort');
    await until(() => app.log().length === 1);
    expect(app.log()).toEqual([expect.objectContaining({ protocol: 'h2', errorType: 'aborted' })]);
    expect(app.log()[0]).not.toHaveProperty('status');
    await app[Symbol.asyncDispose]();
  });

  it('sends its body once it is asked to', async () => {
    const routes = Router().post('/', (request, response) => request.pipe(response));
    await using app = await startHttp2({ routes });
    const stream = app.connect().request({ ':method': 'POST', expect: '100-continue' });
    await once(stream, 'continue');
    stream.end('body');
    const [piece] = (await once(stream, 'data')) as [Buffer];
    expect(piece.toString()).toBe('body');
  });

  it('comes from the client that a trusted proxy names', async () => {
    const routes = Router().get('/', (request, response) => void response.send(request.ip));
    const trustedProxies = [parseCidr('127.0.0.1')].filter((one) => one !== undefined);
    await using app = await startHttp2({ routes, settings: { trustedProxies } });
    const answer = await askStream(app.connect(), { 'x-forwarded-for': '192.0.2.1' });
    expect(answer.body).toBe('192.0.2.1');
  });

  it('is measured with its protocol, and shown among the recent ones', async () => {
    const metrics = createMetrics();
    const { app } = await hold({ observers: [createExchangeMetrics(metrics, () => new Date(0))] });
    await askStream(app.connect(), { ':path': '/now' });
    await until(() => app.managed.exchanges.list().length === 1);
    const [family] = metrics.snapshot();
    expect(family?.series[0]?.attributes).toMatchObject({ 'network.protocol.version': '2' });
    const [{ head, status }] = app.managed.exchanges.list() as unknown as [
      { head: string; status: number },
    ];
    expect([status, head.split('\r\n', 1)[0]]).toEqual([200, 'HTTP/2 200']);
    await app[Symbol.asyncDispose]();
  });
});

describe('a connection of HTTP/2', () => {
  it('ends after its number of requests, and loses none', async () => {
    const monotonicMs = (): number => performance.now();
    const { app } = await hold({ settings: { maxRequestsPerConnection: 3 }, monotonicMs });
    const client = app.connect();
    const closed = once(client, 'close');
    for (let index = 0; index < 3; index += 1)
      expect(await askStream(client, { ':path': '/now' })).toMatchObject({ status: 200 });
    await closed;
    await app[Symbol.asyncDispose]();
  });

  it('ends when it is idle, with GOAWAY', async () => {
    const monotonicMs = (): number => performance.now();
    const { app } = await hold({ settings: { keepAliveTimeoutMs: 50 }, monotonicMs });
    const client = app.connect();
    await askStream(client, { ':path': '/now' });
    const [code] = (await once(client, 'goaway')) as [number];
    expect(code).toBe(0);
    await app[Symbol.asyncDispose]();
  });
});

describe('files over HTTP/2', () => {
  const folder = mkdtempSync(join(tmpdir(), 'http2-files-'));
  writeFileSync(join(folder, 'a.txt'), long(300_000));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it.each([
    [{}, 200, 300_000],
    [{ range: 'bytes=10-19' }, 206, 10],
    [{ ':method': 'HEAD' }, 200, 0],
    [{ ':path': '/none' }, 404, 10],
    [{ ':method': 'DELETE' }, 405, 19],
  ])('answer %j with %i', async (headers, status, length) => {
    await using app = await startHttp2({ filesRoot: folder });
    const answer = await askStream(app.connect(), { ':path': '/a.txt', ...headers });
    expect([answer.status, answer.body.length]).toEqual([status, length]);
  });

  it('are not sent again to a client that has them', async () => {
    await using app = await startHttp2({ filesRoot: folder });
    const client = app.connect();
    const { headers } = await askStream(client, { ':path': '/a.txt' });
    const again = await askStream(client, {
      ':path': '/a.txt',
      'if-none-match': String(headers['etag']),
    });
    expect([again.status, again.body]).toEqual([304, '']);
  });
});
