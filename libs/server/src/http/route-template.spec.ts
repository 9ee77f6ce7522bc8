import express from 'express';
import { startApp } from '../../testing/start-app.ts';
import type { Observer } from './exchange.ts';
import { routeOf } from './route-template.ts';

const end: express.RequestHandler = (_request, response) => response.end();
const deep = express.Router().get('/:b', end).get('/fail', end);
const failing = express.Router().get('/', () => {
  throw new Error('broken');
});
const child = express().get('/in/:x', end);
const hidden = express.Router().get('/:secret', end);

const routes = express
  .Router()
  .get('/', end)
  .get('/orders/:id', end)
  .get(['/one', '/two/:x'], end)
  .get(/^\/r\d+$/, end)
  .get(`/${'long'.repeat(100)}`, end)
  .use('/users/:name', express.Router().use('/Items/', deep))
  .use('/failing/:x', failing)
  .use('/closure/:x', (request, response, next) => {
    hidden(request, response, next);
  })
  .use(child);

describe('routeOf()', () => {
  it.each([
    ['/', '/'],
    ['/orders/42', '/orders/:id'],
    ['/two/42', '/one,/two/:x'],
    ['/r42', '/^\\/r\\d+$/'],
    [`/${'long'.repeat(100)}`, `/${'long'.repeat(100)}`.slice(0, 200)],
    ['/users/alice/items/42', '/users/:name/Items/:b'],
    ['/uSERS/bob/iTEMS/43', '/users/:name/Items/:b'],
    ['/failing/alice', '/failing/:x/'],
    ['/closure/alice/42', '*/:secret'],
    ['/in/42', '/in/:x'],
    ['/nothing/alice', ''],
  ])('returns for %s %j', async (path, template) => {
    const seen: string[] = [];
    const observer: Observer = { onEnd: (exchange) => void seen.push(routeOf(exchange)) };
    await using app = await startApp({ routes, observers: [observer] });
    for (let count = 0; count < 2; count += 1) await (await fetch(app.origin + path)).text();
    expect(seen).toEqual([template, template]);
  });

  it('includes the path of a child application', async () => {
    const parent = express().use('/api', express().get('/orders/:id', end));
    const seen: string[] = [];
    const observer: Observer = { onEnd: (exchange) => void seen.push(routeOf(exchange)) };
    await using app = await startApp({ routes: parent, observers: [observer] });
    await (await fetch(`${app.origin}/api/orders/42`)).text();
    expect(seen).toEqual(['/api/orders/:id']);
  });
});
