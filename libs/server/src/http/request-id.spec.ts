import { exchangeRaw } from '../../testing/exchange-raw.ts';
import { startApp } from '../../testing/start-app.ts';
import { createIds } from './request-id.ts';

describe('the id of a request', () => {
  it.each(['a', 'A-Z_0.9', 'x'.repeat(128)])('is taken from the request: %s', async (id) => {
    await using app = await startApp();
    const response = await fetch(app.origin, { headers: { 'X-Request-Id': id } });
    expect(response.headers.get('x-request-id')).toBe(id);
  });

  it.each(['', 'a b', 'a\u00e9', '${jndi:x}', 'x'.repeat(129), 'a\r\nX-Request-Id: b'])(
    'is new if the request has %j',
    async (id) => {
      await using app = await startApp();
      const answer = await exchangeRaw(app.port, `GET / HTTP/1.1\r\nX-Request-Id: ${id}`);
      expect(answer).toContain('\r\nX-Request-Id: test-id\r\n');
    },
  );

  it('is in every kind of answer, once', async () => {
    await using app = await startApp({
      routes: (request, response, next) => {
        if (request.url === '/head') response.writeHead(200, ['X-Request-Id', 'own']).end();
        else if (request.url === '/object') response.writeHead(200, 'Fine', { a: 'b' }).end();
        else if (request.url === '/nested') response.writeHead(200, [['a', 'b']] as never).end();
        else if (request.url === '/set') response.set('X-Request-Id', 'own').end();
        else if (request.url === '/broken') throw new Error('x');
        else next();
      },
    });
    const idsOf = async (target: string): Promise<unknown> =>
      (await exchangeRaw(app.port, `GET ${target} HTTP/1.1`)).match(/(?<=X-Request-Id: ).*/g);
    for (const target of ['/', '/no', '/a#b', '/object', '/nested', '/broken'])
      expect([target, await idsOf(target)]).toEqual([target, ['test-id']]);
    for (const target of ['/head', '/set'])
      expect([target, await idsOf(target)]).toEqual([target, ['own']]);
  });

  it('can be read by the handler, and is in the lines that it logs', async () => {
    await using app = await startApp({
      observers: [],
      routes: (request, response) => {
        request.log.info('first');
        request.log.info('second');
        response.end(request.id);
      },
    });
    expect(await (await fetch(app.origin)).text()).toBe('test-id');
    expect(app.log()).toMatchObject([
      { msg: 'first', requestId: 'test-id' },
      { msg: 'second', requestId: 'test-id' },
    ]);
  });
});

describe('createIds()', () => {
  it('counts requests after a random prefix', () => {
    const createId = createIds(() => 0.5);
    expect([createId(), createId()]).toEqual(['8000000000000-1', '8000000000000-2']);
    expect(createIds(() => 0)()).toBe('0000000000000-1');
  });
});
