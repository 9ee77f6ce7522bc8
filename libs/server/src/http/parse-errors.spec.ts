import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { readMetric } from '../../testing/read-metric.ts';
import { startApp, type RunningApp } from '../../testing/start-app.ts';

/** Far more than the first bytes of a client need to arrive: if the time ended before, it would be silence. */
const BEGUN_MS = 500;

function opened(port: number, bytes: string): Socket {
  const socket = connect(port, '127.0.0.1');
  socket.write(Buffer.from(bytes, 'latin1'));
  return socket;
}

function countsOf({ metrics }: RunningApp): Record<string, number> {
  const family = metrics.snapshot().find(({ name }) => name === 'http.server.parse_errors');
  const series = family?.series ?? [];
  return Object.fromEntries(
    series.map(({ attributes, value }) => [String(attributes['error.type']), value]),
  );
}

const HEAD = 'POST / HTTP/1.1\r\nHost: a\r\n';

describe('createParseErrorListener()', () => {
  it.each([
    [400, 'Bad Request', 'HPE_INVALID_METHOD', 'NOTHING\r\n\r\n'],
    [
      431,
      'Request Header Fields Too Large',
      'HPE_HEADER_OVERFLOW',
      `${HEAD}A: ${'x'.repeat(20_000)}`,
    ],
    [
      413,
      'Payload Too Large',
      'HPE_CHUNK_EXTENSIONS_OVERFLOW',
      `${HEAD}Transfer-Encoding: chunked\r\n\r\n1;${'x'.repeat(20_000)}\r\n`,
    ],
  ])('answers %i %s and counts %s', async (status, title, code, bytes) => {
    await using app = await startApp({ routes: () => undefined });
    const answer = await text(opened(app.port, bytes));
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} ${title}\r\n`));
    expect(answer).toContain('\r\nConnection: close\r\n');
    expect(answer).toMatch(/\r\nDate: [^\r]+ GMT\r\n/);
    expect(answer).toMatch(new RegExp(`\r\n\r\n${title}\n$`));
    expect(countsOf(app)).toEqual({ [code]: 1 });
  });

  it.each([
    ['malformed', 400, 'GET / HTTQ/1.1\r\n\r\n'],
    ['malformed', 400, '\x16\x03\x01\x02\x00'],
    ['method', 501, 'FOO / HTTP/1.1\r\n\r\n'],
    ['head_size', 431, `${HEAD}A: ${'x'.repeat(20_000)}`],
    ['http2', 400, 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['connect', 405, 'CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n'],
  ])('logs and counts as %s what it answers with %i', async (reason, status, bytes) => {
    await using app = await startApp();
    expect(await text(opened(app.port, bytes))).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(app.log()).toMatchObject([
      { level: 'info', logger: 'http', reason, status, clientAddress: '127.0.0.1', msg: 'refused' },
    ]);
    expect(readMetric(app.metrics, 'http.server.refusals')).toEqual({ [reason]: 1 });
  });

  it('names no client that left, and refuses none', async () => {
    await using app = await startApp({ observers: [] });
    const connected = once(app.server, 'connection') as Promise<[Socket]>;
    const client = opened(app.port, HEAD);
    const [socket] = await connected;
    const closed = new Promise((resolve) => socket.once('close', resolve));
    client.resetAndDestroy();
    await closed;
    expect(app.log()).toEqual([]);
    expect(readMetric(app.metrics, 'http.server.refusals')).toEqual({});
  });

  it('notes a head whose client ends its side, and answers it', async () => {
    await using app = await startApp();
    const client = connect({ port: app.port, host: '127.0.0.1', allowHalfOpen: true });
    client.end(HEAD);
    expect(await text(client)).toMatch(/^HTTP\/1\.1 400 /);
    expect(app.log()).toMatchObject([{ reason: 'incomplete', status: 400 }]);
  });

  it('closes a connection on which nothing arrives without an answer, which would meet a late request', async () => {
    await using app = await startApp({ settings: { headersTimeoutMs: 1 } });
    expect(await text(connect(app.port, '127.0.0.1'))).toBe('');
    expect(readMetric(app.metrics, 'http.server.refusals')).toEqual({ silence: 1 });
  });

  it('answers 408 if the head does not arrive in time, and counts no parse error', async () => {
    await using app = await startApp({ settings: { headersTimeoutMs: BEGUN_MS } });
    const answer = await text(opened(app.port, 'GET / HTTP/1.1\r\n'));
    expect(answer).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
    expect(countsOf(app)).toEqual({});
    expect(app.log()).toMatchObject([{ reason: 'timeout', status: 408 }]);
  });

  it('sends a complete answer before it closes the connection because of malformed input after it', async () => {
    await using app = await startApp();
    const answer = await text(opened(app.port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\nnothing'));
    expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200']);
    expect(answer).toMatch(/\r\n\r\ntscratch is alive .*\n$/);
    const [refused, request] = app.log();
    expect(refused).toMatchObject({ reason: 'malformed', msg: 'refused' });
    expect(refused).not.toHaveProperty('status'); // the malformed input has no answer
    expect(request).toMatchObject({ status: 200, msg: 'request' });
  });

  it('cuts an answer that has begun if the rest of its request is malformed', async () => {
    await using app = await startApp({
      routes: (_request, response) => void response.writeHead(200).write('half'),
    });
    const socket = opened(app.port, `${HEAD}Transfer-Encoding: chunked\r\n\r\nnothing`);
    expect(await text(socket)).not.toMatch(/400|0\r\n\r\n$/);
  });

  it('says in the line of a request why it was not read to its end', async () => {
    await using app = await startApp({ routes: () => undefined });
    await text(opened(app.port, `${HEAD}Transfer-Encoding: chunked\r\n\r\nnothing`));
    expect(app.log()).toMatchObject([{ status: 400, errorType: 'malformed', msg: 'request' }]);
  });

  it('survives a handler that answers after its request turned out to be malformed', async () => {
    let answerLate = (): void => undefined;
    await using app = await startApp({
      routes: (_request, response) => {
        answerLate = () => void response.setHeader('X-Late', '1').end('late');
      },
    });
    const answer = await text(opened(app.port, `${HEAD}Transfer-Encoding: chunked\r\n\r\nnothing`));
    expect(answerLate).not.toThrow();
    expect(answer).toMatch(/^HTTP\/1\.1 400 [^]*\r\n\r\nBad Request\n$/);
  });

  describe('after an answer that was sent before the body of its request', () => {
    const start = (): Promise<RunningApp> =>
      startApp({
        routes: (_request, response) => void response.end('early'),
        settings: { requestTimeoutMs: BEGUN_MS, headersTimeoutMs: BEGUN_MS },
        observers: [],
      });

    it.each([
      ['the body does not arrive in time', 'timeout', 'Content-Length: 9\r\n\r\nhalf'],
      ['nothing of the body arrives in time', 'timeout', 'Content-Length: 9\r\n\r\n'],
      ['the body is malformed', 'malformed', 'Transfer-Encoding: chunked\r\n\r\n1\r\naX'],
    ])('closes the connection without a second one if %s', async (_, reason, rest) => {
      await using app = await start();
      const client = connect(app.port, '127.0.0.1');
      const [head = '', body = ''] = rest.split(/(?<=\r\n\r\n)/);
      client.write(HEAD + head);
      const [first] = (await once(client, 'data')) as [Buffer];
      client.write(body);
      const answer = first.toString() + (await text(client));
      expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200']);
      expect(app.log()).toMatchObject([{ reason, msg: 'refused' }]);
      expect(app.log()[0]).not.toHaveProperty('status');
    });

    it('reads the body, and answers the next request', async () => {
      await using app = await startApp({
        routes: (_request, response) => void response.end('early'),
      });
      const client = connect(app.port, '127.0.0.1');
      client.write(`${HEAD}Content-Length: 4\r\n\r\n`);
      await once(client, 'data');
      client.write('body' + 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
      expect(await text(client)).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    });
  });

  it('leaves no socket open', async () => {
    await using app = await startApp();
    const gone: Promise<unknown>[] = [];
    app.server.on('connection', (socket) => gone.push(once(socket, 'close')));
    for (let count = 0; count < 20; count += 1) await text(opened(app.port, '\x16\x03\x01'));
    expect(gone).toHaveLength(20);
    await Promise.all(gone);
  });
});
