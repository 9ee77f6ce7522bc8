import { once } from 'node:events';
import { ServerResponse } from 'node:http';
import { Router } from 'express';
import { holdStream } from '../../testing/hold-stream.ts';
import { askStream, startHttp2 } from '../../testing/start-http2.ts';
import { until } from '../../testing/until.ts';

describe('createPassing', () => {
  it('catches all that an answer of node:http writes', () => {
    const { prototype } = ServerResponse as unknown as { prototype: Record<string, unknown> };
    for (const name of ['_send', '_writeRaw', '_flush', 'writeInformation'])
      expect(typeof prototype[name]).toBe('function');
  });

  it('keeps a handler informed that the client reads on', async () => {
    const { app, response, stream } = await holdStream();
    const piece = Buffer.alloc(200_000);
    expect(response.write(piece)).toBe(false);
    expect(response.writableNeedDrain).toBe(true);
    stream.resume();
    await once(response, 'drain');
    expect(response.writableNeedDrain).toBe(false);
    response.end();
    await once(stream, 'end');
    await app[Symbol.asyncDispose]();
  });
});

describe('an answer over HTTP/2 that waits for its client again and again', () => {
  it('listens for that once', async () => {
    const { app, response, stream } = await holdStream();
    stream.pause();
    const [one, two] = [response.write(Buffer.alloc(200_000)), response.write('a')];
    expect([one, two]).toEqual([false, false]);
    expect(response.socket?.listenerCount('drain')).toBe(1);
    response.end();
    await app[Symbol.asyncDispose]();
  });
});

describe('an answer over HTTP/2', () => {
  it('reports the end of what it wrote', async () => {
    const written: string[] = [];
    const routes = Router().get('/', (_, response) => {
      response.on('finish', () => written.push('finish')).on('close', () => written.push('close'));
      response.write('', () => written.push('nothing'));
      response.write('a', () => written.push('a'));
      response.end('b', () => written.push('end'));
    });
    await using app = await startHttp2({ routes });
    expect(await askStream(app.connect(), {})).toMatchObject({ body: 'ab' });
    await until(() => written.includes('close'));
    await until(() => written.length === 5);
    expect(written.toSorted()).toEqual(['a', 'close', 'end', 'finish', 'nothing']);
  });
});
