import { once } from 'node:events';
import { exchangeRaw } from '../../../testing/exchange-raw.ts';
import { startApp } from '../../../testing/start-app.ts';

describe('createRecentExchanges()', () => {
  it('measures how long body, handler and answer took', async () => {
    let nowMs = 0;
    await using app = await startApp({
      monotonicMs: () => nowMs,
      routes: async (request, response) => {
        nowMs += 5; // in which the rest of the body comes
        request.resume();
        await once(request, 'end');
        nowMs += 20;
        response.writeHead(200);
        nowMs += 3;
        response.end('answer');
      },
    });
    await exchangeRaw(app.port, 'POST / HTTP/1.1\r\nContent-Length: 2', 'ab');
    await exchangeRaw(app.port, 'GET / HTTP/1.1');
    expect(app.managed.exchanges.list()).toMatchObject([
      { method: 'GET', durationMs: 28, bodyMs: 0, handlerMs: 25 },
      { method: 'POST', durationMs: 28, bodyMs: 5, handlerMs: 20 },
    ]);
  });
});
