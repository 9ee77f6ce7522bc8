import { once } from 'node:events';
import type { ClientHttp2Session, ClientHttp2Stream } from 'node:http2';
import { buffer } from 'node:stream/consumers';
import {
  brotliDecompressSync,
  createBrotliDecompress,
  createGunzip,
  createZstdDecompress,
  gunzipSync,
  zstdDecompressSync,
} from 'node:zlib';
import { Router, type Response } from 'express';
import { readMetric } from '../../../testing/read-metric.ts';
import { startHttp2 } from '../../../testing/start-http2.ts';
import { until } from '../../../testing/until.ts';

/** Longer than what one write and the window of a stream take. */
const TEXT = 'All happy families are alike. '.repeat(5_000);
const settings = { compression: true };

const CODINGS = {
  gzip: { decode: gunzipSync, decoder: createGunzip },
  br: { decode: brotliDecompressSync, decoder: createBrotliDecompress },
  zstd: { decode: zstdDecompressSync, decoder: createZstdDecompress },
};
const names = Object.keys(CODINGS) as (keyof typeof CODINGS)[];

let events: Response;
const routes = Router()
  .get('/text', (_, response) => void response.type('text').send(TEXT))
  .get('/events', (_, response) => {
    events = response.type('text/event-stream');
    response.flushHeaders();
  });

/** Asks for a path, and returns the stream once the head of its answer is here. */
async function ask(client: ClientHttp2Session, fields: Record<string, string>) {
  const stream = client.request(fields);
  const [headers] = (await once(stream, 'response')) as [Record<string, unknown>];
  return { stream, headers };
}

/** Collects what arrives of a compressed answer as it arrives. */
function collect(stream: ClientHttp2Stream, coding: keyof typeof CODINGS): () => string {
  let received = '';
  const decoded = stream.pipe(CODINGS[coding].decoder()).setEncoding('utf8');
  decoded.on('data', (piece: string) => (received += piece)).on('error', () => undefined);
  return () => received;
}

describe('compression over HTTP/2', () => {
  it.each(names)('sends an answer by %s, without a length', async (coding) => {
    await using app = await startHttp2({ routes, settings });
    const fields = { ':path': '/text', 'accept-encoding': coding };
    const { stream, headers } = await ask(app.connect(), fields);
    expect(headers).toMatchObject({ 'content-encoding': coding, vary: 'Accept-Encoding' });
    expect(headers).not.toHaveProperty('content-length');
    const bytes = await buffer(stream);
    expect(bytes.length).toBeLessThan(TEXT.length / 20);
    expect(CODINGS[coding].decode(bytes).toString() === TEXT).toBe(true);
  });

  it.each([
    ['the coding that the server prefers', 'gzip, br, zstd', 'br'],
    ['none, for a client that states none', '', undefined],
    ['none, for a client that wants none', 'identity', undefined],
  ])('chooses %s', async (_, accepted, coding) => {
    await using app = await startHttp2({ routes, settings });
    const given = accepted === '' ? {} : { 'accept-encoding': accepted };
    const { stream, headers } = await ask(app.connect(), { ':path': '/text', ...given });
    expect(headers['content-encoding']).toBe(coding);
    expect(headers['content-length']).toBe(coding === undefined ? '150000' : undefined);
    stream.resume();
    await once(stream, 'end');
  });

  it('describes an answer to HEAD as that to GET, without a body', async () => {
    await using app = await startHttp2({ routes, settings });
    const fields = { ':path': '/text', ':method': 'HEAD', 'accept-encoding': 'gzip' };
    const { stream, headers } = await ask(app.connect(), fields);
    expect(headers).toMatchObject({ ':status': 200, 'content-encoding': 'gzip' });
    expect((await buffer(stream)).length).toBe(0);
  });

  it.each(names)('sends each event through %s as it is written', async (coding) => {
    await using app = await startHttp2({ routes, settings });
    const fields = { ':path': '/events', 'accept-encoding': coding };
    const { stream, headers } = await ask(app.connect(), fields);
    expect(headers['content-encoding']).toBe(coding);
    const received = collect(stream, coding);
    for (const event of ['one', 'two']) {
      events.write(`data: ${event}\n\n`);
      await until(() => received().endsWith(`data: ${event}\n\n`));
    }
    events.end('data: last\n\n');
    await until(() => received() === 'data: one\n\ndata: two\n\ndata: last\n\n');
    await until(() => app.log().length === 1);
    expect(app.log()[0]).not.toHaveProperty('errorType');
  });

  it('ends with the stream whose client leaves, and not with the connection', async () => {
    await using app = await startHttp2({ routes, settings });
    const client = app.connect();
    const active = () => readMetric(app.metrics, 'http.server.active_compressions')[''];
    const { stream } = await ask(client, { ':path': '/events', 'accept-encoding': 'br' });
    expect(active()).toBe(1);
    stream.close(8);
    await until(() => active() === 0);
    const next = await ask(client, { ':path': '/text', 'accept-encoding': 'br' });
    expect(next.headers[':status']).toBe(200);
    next.stream.resume();
    await once(next.stream, 'end');
  });
});
