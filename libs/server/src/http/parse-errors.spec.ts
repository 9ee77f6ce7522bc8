import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { startApp, type RunningApp } from '../../testing/start-app.ts';

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

  it('answers 408 if the head does not arrive in time, and counts no parse error', async () => {
    await using app = await startApp({ settings: { headersTimeoutMs: 1 } });
    const answer = await text(opened(app.port, 'GET / HTTP/1.1\r\n'));
    expect(answer).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
    expect(countsOf(app)).toEqual({});
  });

  it('sends a complete answer before it closes the connection because of malformed input after it', async () => {
    await using app = await startApp();
    const answer = await text(opened(app.port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\nnothing'));
    expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200']);
    expect(answer).toMatch(/\r\n\r\ntscratch is alive .*\n$/);
  });

  it('cuts an answer that has begun if the rest of its request is malformed', async () => {
    await using app = await startApp({
      routes: (_request, response) => void response.writeHead(200).write('half'),
    });
    const socket = opened(app.port, `${HEAD}Transfer-Encoding: chunked\r\n\r\nnothing`);
    expect(await text(socket)).not.toMatch(/400|0\r\n\r\n$/);
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
