import { once } from 'node:events';
import { ServerResponse } from 'node:http';
import type { ServerHttp2Stream } from 'node:http2';
import { setImmediate as nextTurn } from 'node:timers/promises';
import express, { Router, type Request } from 'express';
import { askStream, startHttp2 } from '../../testing/start-http2.ts';
import { until } from '../../testing/until.ts';

/** Starts a server, and returns the request and the answer that its only route gets, unanswered. */
async function hold(headers: Record<string, string> = {}) {
  const arrived = Promise.withResolvers<{ request: Request; response: express.Response }>();
  const routes = Router().use((request, response) => {
    arrived.resolve({ request, response });
  });
  const app = await startHttp2({ routes });
  const stream = app.connect().request({ ':path': '/a', ...headers });
  stream.on('error', () => undefined);
  return { app, stream, ...(await arrived.promise) };
}

describe('asSocket', () => {
  it('tells of the connection', async () => {
    const { app, request, response } = await hold();
    const { socket } = request;
    expect(socket).toMatchObject({
      remoteAddress: '127.0.0.1',
      localPort: app.port,
      encrypted: true,
      alpnProtocol: 'h2',
      unansweredCount: 1,
      requestCount: 1,
    });
    const [connection] = app.managed.limits.sockets.connections;
    expect(connection?.remotePort).toBe(socket.remotePort);
    expect((socket as unknown as { getCipher(): object }).getCipher()).toHaveProperty('name');
    response.end();
    await app[Symbol.asyncDispose]();
  });

  it('leaves the writable side of HEAD open for node:http', async () => {
    const { app, request, response, stream } = await hold({ ':method': 'HEAD' });
    expect(request.socket.writable).toBe(true);
    response.end('body');
    const [{ ':status': status }] = (await once(stream, 'response')) as [Record<string, number>];
    expect(status).toBe(200);
    await app[Symbol.asyncDispose]();
  });

  it('resets one stream with an error, so that a cut answer does not look complete', async () => {
    const { app, response, stream } = await hold();
    response.write('begun');
    await once(stream, 'response');
    response.destroy();
    await new Promise((resolve) => stream.on('close', resolve));
    expect(stream.rstCode).toBe(2);
    expect(stream.session?.destroyed).not.toBe(true);
    expect([response.writableFinished, response.closed]).toEqual([false, true]);
    await app[Symbol.asyncDispose]();
  });
});

describe('fillRequest and completeRequest', () => {
  it('make the request that the parser of node:http would make', async () => {
    const { app, request, response, stream } = await hold({ 'x-a': '1', cookie: 'b=2' });
    expect(request).toMatchObject({ method: 'GET', url: '/a', httpVersion: '2.0', complete: true });
    expect(request.headers).toMatchObject({ 'x-a': '1', cookie: 'b=2' });
    expect(request.headersDistinct).toMatchObject({ 'x-a': ['1'] });
    response.end();
    stream.resume();
    await app[Symbol.asyncDispose]();
  });

  it('add the trailers of the request', async () => {
    await using app = await startHttp2({
      routes: Router().post('/', (posted, answered) => {
        posted.resume().on('end', () => void answered.json(posted.trailers));
      }),
    });
    const stream = app.connect().request({ ':method': 'POST' }, { waitForTrailers: true });
    stream.on('wantTrailers', () => {
      stream.sendTrailers({ 'x-sum': '42' });
    });
    stream.end('body');
    const pieces: Buffer[] = [];
    stream.on('data', (piece: Buffer) => void pieces.push(piece));
    await once(stream, 'end');
    expect(JSON.parse(Buffer.concat(pieces).toString())).toEqual({ 'x-sum': '42' });
  });
});

describe('passAnswer', () => {
  it('catches all that an answer of node:http writes', () => {
    const { prototype } = ServerResponse as unknown as { prototype: Record<string, unknown> };
    for (const name of ['_send', '_writeRaw', '_flush', 'writeInformation'])
      expect(typeof prototype[name]).toBe('function');
  });

  it('keeps a handler informed that the client reads on', async () => {
    const { app, response, stream } = await hold();
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

describe('writeOneByOne', () => {
  it('lets the writable length shrink while one long piece is read', async () => {
    const { app, response, stream } = await hold();
    const { socket } = response.req;
    response.end(Buffer.alloc(1_000_000));
    await nextTurn();
    const lengths = new Set<number>();
    const held = socket as unknown as ServerHttp2Stream;
    stream.on('data', () => lengths.add(held.writableLength));
    await until(() => response.writableFinished);
    expect(lengths.size).toBeGreaterThan(2);
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
