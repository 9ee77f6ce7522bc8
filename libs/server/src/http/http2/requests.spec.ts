import { once } from 'node:events';
import { IncomingMessage, ServerResponse } from 'node:http';
import { get } from 'node:https';
import { text } from 'node:stream/consumers';
import express, { Router, text as textBody, type Response } from 'express';
import { askStream, startHttp2 } from '../../../testing/start-http2.ts';
import { until } from '../../../testing/until.ts';

function large(_: unknown, response: Response): void {
  response.end(Buffer.alloc(1_000_000, 'a'));
}

const routes = Router()
  .get('/hello', (request, response) => {
    response.json({
      id: request.id,
      host: request.host,
      protocol: request.protocol,
      secure: request.secure,
      version: request.httpVersion,
      ip: request.ip,
      q: request.query['q'],
      cookie: request.headers.cookie,
    });
  })
  .post('/echo', textBody({ limit: '1mb' }), (request, response) => {
    response.status(201).set('X-Length', String((request.body as string).length));
    response.send(request.body as string);
  })
  .all('/large', large)
  .get('/events', (_, response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream', Connection: 'keep-alive' });
    response.write('data: 1\n\n');
    setImmediate(() => response.end('data: 2\n\n'));
  })
  .get('/chunked', (_, response) => {
    response.setHeader('Transfer-Encoding', 'chunked');
    response.write('a');
    response.end('b');
  })
  .get('/hints', (_, response) => {
    response.writeEarlyHints({ link: '</a.css>; rel=preload' });
    response.end('hinted');
  })
  .get('/trailers', (_, response) => {
    response.setHeader('Trailer', 'X-Sum');
    response.write('body');
    response.addTrailers({ 'X-Sum': '42' });
    response.end();
  })
  .get('/empty', (_, response) => void response.status(204).end())
  .get('/flushed', (_, response) => {
    response.flushHeaders();
    setImmediate(() => response.end('later'));
  })
  .get('/prototypes', (request, response) => {
    response.send(String(request instanceof IncomingMessage && response instanceof ServerResponse));
  })
  .get('/fails', () => {
    throw new Error('test');
  })
  .use(
    '/mounted',
    express().get('/inner', (request, response) => {
      response.send(`${request.baseUrl} ${request.url} ${String(response.locals['a'])}`);
    }),
  );

describe('routes over HTTP/2', () => {
  it('see the request as under HTTP/1.1', async () => {
    await using app = await startHttp2({ routes });
    const client = app.connect();
    const { status, headers, body } = await askStream(client, {
      ':path': '/hello?q=1',
      ':authority': 'example.org:8443',
      cookie: ['a=1', 'b=2'],
    });
    expect(status).toBe(200);
    expect(JSON.parse(body)).toEqual({
      id: 'test-id',
      host: 'example.org:8443',
      protocol: 'https',
      secure: true,
      version: '2.0',
      ip: '127.0.0.1',
      q: '1',
      cookie: 'a=1; b=2',
    });
    expect(headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'x-request-id': 'test-id',
      'x-content-type-options': 'nosniff',
      'strict-transport-security': 'max-age=31536000',
    });
    expect(headers).not.toHaveProperty('connection');
  });

  it.each([
    ['/large', 'a'.repeat(1_000_000)],
    ['/events', 'data: 1\n\ndata: 2\n\n'],
    ['/chunked', 'ab'],
    ['/hints', 'hinted'],
    ['/trailers', 'body'],
    ['/flushed', 'later'],
    ['/prototypes', 'true'],
    ['/mounted/inner', '/mounted /inner undefined'],
  ])('answer %s', async (path, expected) => {
    await using app = await startHttp2({ routes });
    const { status, body } = await askStream(app.connect(), { ':path': path });
    expect([status, body === expected]).toEqual([200, true]);
  });

  it('get a body, and answer HEAD, 204 and failures', async () => {
    await using app = await startHttp2({ routes });
    const client = app.connect();
    const echo = { ':path': '/echo', ':method': 'POST', 'content-type': 'text/plain' };
    const sent = 'b'.repeat(300_000);
    const echoed = await askStream(client, echo, sent);
    expect([echoed.status, echoed.body === sent]).toEqual([201, true]);
    const head = await askStream(client, { ':path': '/large', ':method': 'HEAD' });
    expect([head.status, head.body]).toEqual([200, '']);
    expect(await askStream(client, { ':path': '/empty' })).toMatchObject({ status: 204, body: '' });
    expect(await askStream(client, { ':path': '/fails' })).toMatchObject({ status: 500 });
    expect(await askStream(client, { ':path': '/echo' })).toMatchObject({ status: 405 });
    expect(await askStream(client, { ':path': '/none' })).toMatchObject({ status: 404 });
  });

  it.each([
    ['GET', undefined],
    ['POST', 'a body'],
  ])('that do not read a request with %s let it end', async (method, body) => {
    const events: string[] = [];
    const unread = Router().use((request, response) => {
      request.on('end', () => events.push('end')).on('close', () => events.push('close'));
      setImmediate(() => response.end('answered')); // once the body has arrived
    });
    await using app = await startHttp2({ routes: unread });
    const answer = await askStream(app.connect(), { ':method': method }, body);
    expect(answer).toMatchObject({ status: 200, body: 'answered' });
    await until(() => events.includes('close'));
    expect(events.at(-1)).toBe('close');
  });

  it.each([
    ['a body that is read', '/echo', 'sent'],
    ['a long one', '/echo', 'sent'.repeat(50_000)],
    ['a body that is not read', '/large', 'sent'],
    ['no body', '/large', undefined],
  ])('have ended as their handlers intended after %s', async (_, path, body) => {
    await using app = await startHttp2({ routes });
    const headers = { ':path': path, ':method': 'POST', 'content-type': 'text/plain' };
    await askStream(app.connect(), headers, body);
    await until(() => app.log().length === 1);
    expect(app.log()[0]).not.toHaveProperty('errorType');
  });

  it('know an answer as cut that the client resets without an error', async () => {
    await using app = await startHttp2({ routes });
    const large = { ':path': '/large', ':method': 'POST' };
    const stream = app.connect().request(large).end('sent');
    await once(stream, 'response');
    stream.close(0);
    await until(() => app.log().length === 1);
    expect(app.log()[0]).toHaveProperty('errorType', 'aborted');
  });

  it('that answer before the body has come do not take what came of it for all', async () => {
    const events: string[] = [];
    const early = Router().post('/', (request, response) => {
      request.on('data', () => response.end('answered'));
      for (const name of ['end', 'error', 'close']) request.on(name, () => events.push(name));
    });
    await using app = await startHttp2({ routes: early });
    const stream = app.connect().request({ ':method': 'POST' });
    stream.write('begun');
    expect(await text(stream)).toBe('answered');
    await until(() => events.includes('close'));
    expect(events).toEqual(['error', 'close']);
  });

  it('that answer before they have read the body get all of what has come, and its end', async () => {
    const read = Promise.withResolvers<number>();
    const early = Router().post('/', async (request, response) => {
      const { socket } = request.pause();
      // More than a request buffers: the rest waits in the stream.
      await until(() => request.readableLength + socket.readableLength === 100_000);
      response.end('answered');
      await once(response, 'close');
      request.once('error', read.reject);
      read.resolve((await text(request)).length);
    });
    await using app = await startHttp2({ routes: early });
    const sent = 'a'.repeat(100_000);
    const answer = await askStream(app.connect(), { ':method': 'POST' }, sent);
    expect([answer.body, await read.promise]).toEqual(['answered', 100_000]);
  });

  it('send informational answers and trailers', async () => {
    await using app = await startHttp2({ routes });
    const client = app.connect();
    const hinted = client.request({ ':path': '/hints' });
    const [hints] = (await once(hinted, 'headers')) as [Record<string, unknown>];
    expect([hints[':status'], hints['link']]).toEqual([103, '</a.css>; rel=preload']);
    const trailed = client.request({ ':path': '/trailers' });
    const trailers = once(trailed, 'trailers') as Promise<[Record<string, unknown>]>;
    expect(await text(trailed)).toBe('body');
    expect((await trailers)[0]['x-sum']).toBe('42');
  });

  it('are served to a client of HTTP/1.1 on the same port', async () => {
    await using app = await startHttp2({ routes });
    const call = get(`${app.origin}/hello`, { ca: app.ca, servername: 'localhost' });
    const [response] = (await once(call, 'response')) as [IncomingMessage];
    expect(JSON.parse(await text(response))).toMatchObject({ version: '1.1', secure: true });
  });
});
