import { once } from 'node:events';
import { pipeline } from 'node:stream/promises';
import express from 'express';
import { askCoded } from '../../../testing/ask-coded.ts';
import { openRaw } from '../../../testing/raw-client.ts';
import { startApp } from '../../../testing/start-app.ts';
import { createMetrics } from '../../telemetry/metrics/create-metrics.ts';
import { createCompression } from './compress-answers.ts';
import { createCompressors, type Compressor } from './create-compressors.ts';

const TEXT = 'All unhappy families are not. '.repeat(2_000);

/** Starts a server that lets a test have the compressors that it opens. */
async function start() {
  const opened: Compressor[] = [];
  const settings = { compressionMinBytes: 1_024, compressionMaxAnswers: 64 };
  const open = createCompressors({ settings, metrics: createMetrics() });
  const app = await startApp({
    compress: createCompression({
      settings,
      open: (...given) => {
        const compressor = open(...given);
        if (compressor !== undefined) opened.push(compressor);
        return compressor;
      },
    }),
    routes: express
      .Router()
      .get('/held', (_request, response) => {
        response.type('text').write(TEXT);
      })
      .get(['/reason', '/reason/:form'], ({ params }, response) => {
        response.statusMessage = 'two\nlines';
        response.type('text');
        if (params.form === undefined) response.send(TEXT);
        else response.writeHead(200).end(TEXT);
      })
      .get('/piped', async (_request, response) => {
        await pipeline([TEXT, TEXT], response.type('text'));
      })
      .get('/broken', async (_request, response) => {
        async function* parts() {
          yield await Promise.resolve(TEXT);
          throw new Error('the source is broken');
        }
        await pipeline(parts, response.type('text'));
      }),
  });
  return { app, opened, [Symbol.asyncDispose]: () => app[Symbol.asyncDispose]() };
}

const HEAD = 'HTTP/1.1\r\nHost: test\r\nAccept-Encoding: gzip\r\n\r\n';

describe('an answer whose compression fails', () => {
  it('is cut, so that it does not look complete, and the server goes on', async () => {
    await using server = await start();
    using client = await openRaw(server.app.port, `GET /held ${HEAD}`);
    await once(client.socket, 'data');
    server.opened[0]?.stream.destroy(new Error('out of memory'));
    await client.closed;
    expect(client.received()).not.toMatch(/0\r\n\r\n$/);
    expect(server.app.log()).toContainEqual(
      expect.objectContaining({ level: 'warn', msg: 'cannot compress an answer' }),
    );
    expect(server.app.log().at(-1)).toMatchObject({ errorType: 'compression', status: 200 });
    const { text } = await askCoded(server.app.port, '/piped', { 'Accept-Encoding': 'br' });
    expect(text).toBe(TEXT + TEXT);
  });

  it.each(['/reason', '/reason/written'])(
    'whose head is wrong makes way for 500: %s',
    async (path) => {
      await using server = await start();
      const { status, headers, text } = await askCoded(server.app.port, path, {
        'Accept-Encoding': 'gzip',
      });
      expect([status, headers['content-encoding'], text]).toEqual([
        500,
        undefined,
        'Internal Server Error\n',
      ]);
      expect(server.opened.map(({ stream }) => stream.destroyed)).toEqual([true]);
    },
  );

  it('is cut if what the handler pipes into it fails', async () => {
    await using server = await start();
    using client = await openRaw(server.app.port, `GET /broken ${HEAD}`);
    await client.closed;
    expect(client.received()).not.toMatch(/0\r\n\r\n$/);
    const [compressor] = server.opened;
    if (compressor?.stream.closed === false) await once(compressor.stream, 'close');
    expect(compressor?.stream.destroyed).toBe(true);
  });
});
