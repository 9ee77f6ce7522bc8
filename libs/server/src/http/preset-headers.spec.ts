import type { Response } from 'express';
import { exchangeRaw } from '../../testing/exchange-raw.ts';
import { startApp } from '../../testing/start-app.ts';

describe('addPresetHeaders()', () => {
  it.each(['GET /', 'GET /no', 'POST /', 'GET /a#b', 'HEAD /'])(
    'adds the presets to the answer to %s',
    async (line) => {
      await using app = await startApp();
      const answer = await exchangeRaw(app.port, `${line} HTTP/1.1`);
      expect(answer.match(/^X-Content-Type-Options: nosniff\r$/gm)).toHaveLength(1);
      expect(answer.match(/^Referrer-Policy: same-origin\r$/gm)).toHaveLength(1);
      expect(answer).not.toMatch(/^(Strict-Transport-Security|Server|X-Powered-By):/m);
    },
  );

  it('keeps a header that the handler sets, however it sets it', async () => {
    await using app = await startApp({
      routes: (request, response) => {
        if (request.url === '/set') response.set('Referrer-Policy', 'origin').end();
        else if (request.url === '/list')
          response.writeHead(200, ['referrer-policy', 'origin']).end();
        else response.writeHead(200, { 'referrer-policy': 'origin' }).end();
      },
    });
    for (const target of ['/set', '/list', '/object']) {
      const answer = await exchangeRaw(app.port, `GET ${target} HTTP/1.1`);
      expect(answer.match(/referrer-policy: .*/gi)).toEqual([
        expect.stringMatching(/: origin$/) as string,
      ]);
      expect(answer).toContain('X-Content-Type-Options: nosniff');
    }
  });

  it.each(['GET', 'HEAD'])('writes the same head for each %s, rendered once', async (method) => {
    await using app = await startApp();
    const heads = [
      await exchangeRaw(app.port, `${method} / HTTP/1.1`),
      await exchangeRaw(app.port, `${method} / HTTP/1.1`),
    ].map((answer) => answer.slice(0, answer.indexOf('\r\n\r\n')));
    const fields = (head = ''): readonly string[] =>
      head
        .split('\r\n')
        .filter((line) => !line.startsWith('Date: '))
        .sort();
    expect(fields(heads[0])).toEqual([
      'Cache-Control: no-store',
      'Connection: close',
      'Content-Length: 59',
      'Content-Type: text/plain; charset=utf-8',
      'HTTP/1.1 200 OK',
      'Referrer-Policy: same-origin',
      'Vary: Accept',
      'X-Content-Type-Options: nosniff',
      'X-Request-Id: test-id',
    ]);
    expect(fields(heads[1])).toEqual(fields(heads[0]));
  });

  it('keeps browsers from executing or framing refusals', async () => {
    await using app = await startApp();
    expect(await exchangeRaw(app.port, 'GET /no HTTP/1.1')).toContain(
      "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n",
    );
  });
});

describe('closeAfterAnswers()', () => {
  it.each<[string, (response: Response) => unknown]>([
    ['end()', (response) => response.end('x')],
    ['write()', (response) => response.write('x') && response.end()],
    ['writeHead() with header fields', (response) => response.writeHead(201, { a: 'b' }).end()],
    ['writeHead() with a list', (response) => response.writeHead(201, 'Made', ['a', 'b']).end()],
    ['json()', (response) => response.json({})],
  ])('adds Connection: close to an answer to a request in progress, by %s', async (_, answer) => {
    const received = Promise.withResolvers<Response>();
    await using app = await startApp({
      routes: (request, response) => {
        if (request.url === '/first') response.end();
        else received.resolve(response);
      },
    });
    const before = await fetch(`${app.origin}/first`);
    expect(before.headers.get('connection')).toBe('keep-alive');
    const answered = fetch(`${app.origin}/second`);
    const response = await received.promise;
    app.closeAfterAnswers();
    answer(response);
    expect((await answered).headers.get('connection')).toBe('close');
  });
});
