import express, { type RequestHandler } from 'express';
import { exchangeRaw } from '../../../testing/exchange-raw.ts';
import { startApp } from '../../../testing/start-app.ts';

const ok: RequestHandler = (_request, response) => void response.end('ok');
const pass: RequestHandler = (_request, _response, next) => {
  next();
};

const skip: RequestHandler = (_request, _response, next) => {
  next('route');
};

function createShop(): RequestHandler {
  const orders = express.Router().get('/:id', ok).delete('/:id', ok);
  const shop = express.Router().use(pass).use('/orders', orders).post('/orders', ok);
  shop.get('/absent', pass).get('/skipped', skip).post('/skipped', ok);
  shop.get('/null', () => {
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- for Express not an error
    throw null;
  });
  return shop.all('/guarded', pass).put('/guarded', ok).use(express.json());
}

async function headOf(line: string): Promise<string> {
  await using app = await startApp({ routes: createShop() });
  return (await exchangeRaw(app.port, `${line} HTTP/1.1`)).split('\r\n\r\n', 1).join();
}

describe('a request without a route', () => {
  it.each([
    ['POST /', 'GET, HEAD'],
    ['GET /orders', 'POST'],
    ['HEAD /orders', 'POST'],
    ['PUT /orders/7?x=y', 'DELETE, GET, HEAD'],
    ['POST /guarded', 'PUT'],
    ['PUT http://test/orders/7', 'DELETE, GET, HEAD'],
  ])('is answered with 405 for %s, and allows %s', async (line, allowed) => {
    const head = await headOf(line);
    expect(head).toMatch(/^HTTP\/1\.1 405 Method Not Allowed\r\n/);
    expect(head).toContain(`\r\nAllow: ${allowed}\r\n`);
  });

  it.each(['GET /orders/7/lines', 'GET /order', 'POST /nothing', 'GET /ordersx'])(
    'is answered with 404 for %s',
    async (line) => {
      const head = await headOf(line);
      expect(head).toMatch(/^HTTP\/1\.1 404 Not Found\r\n/);
      expect(head).not.toContain('Allow');
    },
  );

  it.each(['GET /absent', 'HEAD /absent', 'GET /skipped', 'GET /null'])(
    'is answered with 404 for %s, whose own route passes it on',
    async (line) => {
      const head = await headOf(line);
      expect(head).toMatch(/^HTTP\/1\.1 404 Not Found\r\n/);
      expect(head).not.toContain('Allow');
    },
  );

  it('is answered by Express for OPTIONS', async () => {
    expect(await headOf('OPTIONS /orders/7')).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*Allow: /);
  });
});

describe('a body that Express cannot parse', () => {
  const head = 'POST /nothing HTTP/1.1\r\nContent-Type: application/json';
  it.each([
    ['400 Bad Request', '', '{"a":'],
    ['400 Bad Request', '', '['.repeat(10_000)],
    ['413 Payload Too Large', '', ' '.repeat(110_000)],
    ['415 Unsupported Media Type', '; charset=latin1', '{}'],
    ['415 Unsupported Media Type', '\r\nContent-Encoding: nothing', '{}'],
    ['400 Bad Request', '\r\nContent-Encoding: gzip', '{}'],
  ])('is answered with %s if it is %s%.10s', async (status, more, body) => {
    await using app = await startApp({ routes: createShop() });
    const lines = `${head}${more}\r\nContent-Length: ${body.length}`;
    const answer = await exchangeRaw(app.port, lines, body);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status}\r\n`));
    expect(answer).toMatch(new RegExp(`\r\n\r\n${status.slice(4)}\n$`));
  });
});
