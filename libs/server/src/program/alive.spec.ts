import type { Exchange } from '../http/exchange.ts';
import { exchangeRaw } from '../../testing/exchange-raw.ts';
import { startApp } from '../../testing/start-app.ts';
import { createTestWorld } from '../../testing/test-world.ts';
import { createAliveShortcut } from './alive.ts';

describe('createAliveShortcut()', () => {
  it.each(['GET', 'HEAD'])(
    'gives %s / the answer and the log line of the route',
    async (method) => {
      await using app = await startApp();
      const short = await exchangeRaw(app.port, `${method} / HTTP/1.1`);
      const long = await exchangeRaw(app.port, `${method} /? HTTP/1.1`);
      expect(short).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
      expect(short.replace(/^Date: .*$/m, '')).toBe(long.replace(/^Date: .*$/m, ''));
      const [first, second] = app.log();
      expect(first).toMatchObject({ method, path: '/', route: '/', status: 200 });
      expect(first).toEqual(second);
    },
  );

  it.each([
    ['GET', '/?a=b'],
    ['GET', '//'],
    ['GET', 'http://test/'],
    ['POST', '/'],
    ['OPTIONS', '*'],
  ])('leaves %s %s to the application', (method, url) => {
    const exchange = { request: { method, url }, route: undefined } as unknown as Exchange;
    const shortcut = createAliveShortcut(createTestWorld().now);
    expect(shortcut(exchange)).toBe(false);
    expect(exchange.route).toBeUndefined();
  });

  it('is not taken past the routes of an app', async () => {
    await using app = await startApp({
      routes: (_request, response) => {
        response.end('of the app');
      },
    });
    expect(await (await fetch(app.origin)).text()).toBe('of the app');
  });
});
