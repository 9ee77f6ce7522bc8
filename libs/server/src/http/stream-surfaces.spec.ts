import { once } from 'node:events';
import type { ServerHttp2Stream } from 'node:http2';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Router } from 'express';
import { holdStream } from '../../testing/hold-stream.ts';
import { startHttp2 } from '../../testing/start-http2.ts';
import { until } from '../../testing/until.ts';

describe('asSocket', () => {
  it('tells of the connection', async () => {
    const { app, request, response } = await holdStream();
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
    const { app, request, response, stream } = await holdStream({ ':method': 'HEAD' });
    expect(request.socket.writable).toBe(true);
    response.end('body');
    const [{ ':status': status }] = (await once(stream, 'response')) as [Record<string, number>];
    expect(status).toBe(200);
    await app[Symbol.asyncDispose]();
  });

  it('resets one stream with an error, so that a cut answer does not look complete', async () => {
    const { app, response, stream } = await holdStream();
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
    const { app, request, response, stream } = await holdStream({ 'x-a': '1', cookie: 'b=2' });
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

describe('writeOneByOne', () => {
  it('lets the writable length shrink while one long piece is read', async () => {
    const { app, response, stream } = await holdStream();
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
