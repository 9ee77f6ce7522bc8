import { randomBytes } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { createBrotliDecompress, createGunzip, createZstdDecompress, gunzipSync } from 'node:zlib';
import express, { type Response } from 'express';
import { askCoded } from '../../../testing/ask-coded.ts';
import { readMetric } from '../../../testing/read-metric.ts';
import { startApp, type RunningApp } from '../../../testing/start-app.ts';
import { until } from '../../../testing/until.ts';

const DECODERS = { gzip: createGunzip, br: createBrotliDecompress, zstd: createZstdDecompress };

interface Streams extends AsyncDisposable {
  readonly app: RunningApp;
  /** The latest answer that is in progress. */
  readonly response: () => Response;
  /** Answers in progress. */
  readonly active: () => number | undefined;
}

/** Starts a server whose answers are written by the test. */
async function startStreams(maxAnswers = 64): Promise<Streams> {
  const begun = new EventEmitter();
  let latest: Response | undefined;
  const hold = (type: string) => (_request: unknown, response: Response) => {
    latest = response.type(type);
    response.flushHeaders();
    begun.emit('begun');
  };
  const app = await startApp({
    routes: express
      .Router()
      .get('/events', hold('text/event-stream'))
      .get('/text', hold('text'))
      .get('/whole', (_request, response) => response.type('text').send('x'.repeat(5_000))),
    settings: { compression: true, compressionMaxAnswers: maxAnswers, writeStallTimeoutMs: 1 },
  });
  return {
    app,
    response: () => latest as Response,
    active: () => readMetric(app.metrics, 'http.server.active_compressions')[''],
    [Symbol.asyncDispose]: () => app[Symbol.asyncDispose](),
  };
}

/** Opens an answer, and returns it with what arrives of it. */
async function open({ app }: Streams, path: string, coding: keyof typeof DECODERS) {
  const asked = get(`${app.origin}${path}`, { headers: { 'Accept-Encoding': coding } });
  const [incoming] = (await once(asked, 'response')) as [IncomingMessage];
  const body = incoming.headers['content-encoding'] === coding ? DECODERS[coding]() : undefined;
  const decoded = body === undefined ? incoming : incoming.pipe(body);
  let received = '';
  decoded.setEncoding('utf8').on('data', (piece: string) => void (received += piece));
  decoded.on('error', () => undefined);
  incoming.on('error', () => decoded.destroy());
  return { incoming, decoded, received: () => received };
}

describe.each(['gzip', 'br', 'zstd'] as const)('a stream through %s', (coding) => {
  it('arrives event by event', async () => {
    await using streams = await startStreams();
    const { incoming, decoded, received } = await open(streams, '/events', coding);
    expect(incoming.headers).toMatchObject({ 'content-encoding': coding, vary: 'Accept-Encoding' });
    for (const event of ['one', 'two', 'three']) {
      streams.response().write(`data: ${event}\n\n`);
      await until(() => received().endsWith(`data: ${event}\n\n`));
    }
    streams.response().end('data: last\n\n');
    await once(decoded, 'end');
    expect(received()).toBe('data: one\n\ndata: two\n\ndata: three\n\ndata: last\n\n');
  });

  it('of any type arrives when its handler pauses', async () => {
    await using streams = await startStreams();
    const { decoded, received } = await open(streams, '/text', coding);
    const response = streams.response();
    response.write('first ');
    response.write('turn, ');
    await until(() => received() === 'first turn, ');
    response.write('second turn');
    await until(() => received() === 'first turn, second turn');
    response.end();
    await once(decoded, 'end');
    await until(() => streams.active() === 0);
  });

  it('frees its compressor when the client leaves', async () => {
    await using streams = await startStreams();
    const { incoming } = await open(streams, '/events', coding);
    streams.response().write('data: one\n\n');
    expect(streams.active()).toBe(1);
    const closed = once(streams.response(), 'close');
    incoming.destroy();
    await closed;
    await until(() => streams.active() === 0);
    expect(streams.response().write('late')).toBe(false); // as without compression, and no crash
    streams.response().end();
    expect(streams.app.log().at(-1)).toMatchObject({ errorType: 'aborted', msg: 'request' });
  });
});

describe('the handler of a compressed answer', () => {
  it('waits while the client does not read, and goes on', async () => {
    await using streams = await startStreams();
    const { incoming, decoded, received } = await open(streams, '/text', 'gzip');
    const response = streams.response();
    incoming.unpipe();
    incoming.pause();
    let written = '';
    const write = () => {
      const piece = randomBytes(200_000).toString('base64'); // three quarters of it are left
      written += piece;
      return response.write(piece);
    };
    let drains = 0;
    response.on('drain', () => (drains += 1));
    await until(() => {
      while (!response.writableNeedDrain) write();
      return response.socket?.writableNeedDrain === true; // the compressor has filled the connection
    });
    const before = drains;
    incoming.pipe(decoded as never);
    await until(() => drains > before);
    response.end();
    await once(decoded, 'end');
    expect(received() === written).toBe(true);
  });

  it('sees the end when it has called end(), and finish after the last byte', async () => {
    await using streams = await startStreams();
    const { decoded } = await open(streams, '/text', 'br');
    const response = streams.response();
    const failures: unknown[] = [];
    response.on('error', (error: Error & { code?: string }) => failures.push(error.code));
    let isFinished = false;
    response.end('the end', () => (isFinished = true));
    expect([response.writableEnded, response.writableFinished]).toEqual([true, false]);
    response.end();
    response.write('late');
    response.end('too');
    expect(await text(decoded)).toBe('the end');
    await until(() => isFinished);
    expect(failures).toEqual(['ERR_STREAM_WRITE_AFTER_END', 'ERR_STREAM_WRITE_AFTER_END']);
  });
});

describe('the number of answers that are compressed at the same time', () => {
  const headers = { 'Accept-Encoding': 'gzip' };

  it('is limited; others are sent as they are, and counted', async () => {
    await using streams = await startStreams(1);
    await open(streams, '/text', 'gzip');
    const { headers: fields, text: whole } = await askCoded(streams.app.port, '/whole', headers);
    expect(fields).toMatchObject({ 'content-length': '5000', vary: 'Accept-Encoding' });
    expect(whole).toBe('x'.repeat(5_000));
    expect(readMetric(streams.app.metrics, 'http.server.skipped_compressions')).toEqual({ '': 1 });
    streams.response().end();
    await until(() => streams.active() === 0);
    const { bytes } = await askCoded(streams.app.port, '/whole', headers);
    expect(gunzipSync(bytes).length).toBe(5_000);
  });

  it('has at most half of its places for streams', async () => {
    await using streams = await startStreams(4);
    for (let index = 0; index < 3; index += 1) await open(streams, '/events', 'gzip');
    expect(streams.active()).toBe(2);
    streams.response().write('data: plain\n\n');
    expect((await askCoded(streams.app.port, '/whole', headers)).headers).toMatchObject({
      'content-encoding': 'gzip',
    });
  });
});
