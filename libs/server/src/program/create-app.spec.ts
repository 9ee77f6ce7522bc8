import { connect } from 'node:net';
import { once } from 'node:events';
import { exchangeRaw } from '../../testing/exchange-raw.ts';
import { startApp, type RunningApp } from '../../testing/start-app.ts';
import { TEST_TIME } from '../../testing/test-world.ts';

describe('createApp() without a directory', () => {
  let app: RunningApp;
  beforeEach(async () => {
    app = await startApp();
  });
  afterEach(async () => {
    await app[Symbol.asyncDispose]();
  });

  const text = `tscratch is alive and the time is ${TEST_TIME}\n`;
  const json = JSON.stringify({ status: 'alive', time: TEST_TIME });
  it.each([
    ['*/*', 'text/plain; charset=utf-8', text],
    ['text/html,application/xhtml+xml,*/*;q=0.8', 'text/plain; charset=utf-8', text],
    ['image/png', 'text/plain; charset=utf-8', text],
    ['application/json', 'application/json; charset=utf-8', json],
    ['text/plain;q=0.1, application/json', 'application/json; charset=utf-8', json],
    [';;;,', 'text/plain; charset=utf-8', text],
  ])('answers / for "Accept: %s" as %s', async (accept, type, body) => {
    const response = await fetch(app.origin, { headers: { accept } });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(type);
    expect(await response.text()).toBe(body);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'cache-control': 'no-store',
      vary: 'Accept',
      'x-content-type-options': 'nosniff',
    });
  });

  it('answers HEAD with the headers of GET and no body', async () => {
    const answer = await exchangeRaw(app.port, 'HEAD / HTTP/1.1');
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(answer).toContain(`\r\nContent-Length: ${text.length}\r\n`);
    expect(answer).toMatch(/\r\n\r\n$/);
  });

  it('accepts a query and the absolute form', async () => {
    expect(await (await fetch(`${app.origin}/?a=b`)).text()).toBe(text);
    expect(await exchangeRaw(app.port, 'GET http://test/ HTTP/1.1')).toContain(text);
  });

  it.each(['POST', 'PUT', 'DELETE', 'PATCH', 'PROPFIND'])(
    'refuses %s of / and names what it allows',
    async (method) => {
      const answer = await exchangeRaw(app.port, `${method} / HTTP/1.1`);
      expect(answer).toMatch(/^HTTP\/1\.1 405 Method Not Allowed\r\n/);
      expect(answer).toContain('\r\nAllow: GET, HEAD\r\n');
      expect(answer).toMatch(/\r\n\r\nMethod Not Allowed\n$/);
    },
  );

  it.each([
    'GET /nothing',
    'POST /nothing',
    'GET /index.html',
    'GET //evil.example/',
    'GET /%',
    'GET /%00',
    'GET /<script>alert(1)</script>',
    'GET http://test/nothing',
    'GET /../../etc/passwd',
  ])('answers %j with 404 without quoting the request', async (line) => {
    const answer = await exchangeRaw(app.port, `${line} HTTP/1.1`);
    const [head = '', body] = answer.split('\r\n\r\n');
    expect(head).toMatch(/^HTTP\/1\.1 404 Not Found\r\n/);
    expect(head).toContain('Content-Type: text/plain; charset=utf-8');
    expect(head).not.toMatch(/express|x-powered-by/i);
    expect(body).toBe('Not Found\n');
  });

  it('answers OPTIONS * for the server as a whole', async () => {
    const answer = await exchangeRaw(app.port, 'OPTIONS * HTTP/1.1');
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\nContent-Length: 0\r\n[^]*\r\n\r\n$/);
  });

  it('answers an error as JSON if the client accepts that', async () => {
    const response = await fetch(`${app.origin}/no`, { headers: { accept: 'application/json' } });
    expect(await response.json()).toEqual({
      title: 'Not Found',
      status: 404,
      requestId: 'test-id',
    });
    expect(response.headers.get('content-type')).toBe('application/problem+json');
  });

  it.each([
    ['a=b&a=c&d', { a: ['b', 'c'], d: '' }],
    ['a[b]=c&__proto__=d', { 'a[b]': 'c', ['__proto__']: 'd' }], // flat: no object comes from a client
  ])('passes the query %j to routes', async (query, expected) => {
    await using own = await startApp({
      routes: (request, response) => void response.json(request.query),
    });
    expect(await (await fetch(`${own.origin}/?${query}`)).json()).toEqual(expected);
  });

  it('survives bytes that are not HTTP', async () => {
    const socket = connect(app.port, '127.0.0.1').resume();
    socket.write('\x16\x03\x01 nonsense\r\n\r\n');
    await once(socket, 'close');
    expect((await fetch(app.origin)).status).toBe(200);
  });
});
