import { once } from 'node:events';
import { connect, type AddressInfo, type Server } from 'node:net';
import { text } from 'node:stream/consumers';
import { createRedirect } from './redirect-to-https.ts';

let server: Server;

async function start(httpsPort: number | undefined): Promise<void> {
  const answerFor = (token: string) => (token === 'known' ? 'known.proof' : undefined);
  server = createRedirect({ httpsPort, answerFor });
  await once(server.listen(0, '127.0.0.1'), 'listening');
}

/** Sends bytes, and returns the answer up to the end of the connection. */
async function send(head: string): Promise<string> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.write(`${head}\r\n\r\n`);
  return text(socket);
}

afterEach(() => {
  server.close();
});

describe('createRedirect()', () => {
  it.each([
    ['/', 'example.org', 443, 'https://example.org/'],
    ['/a?b=1', 'example.org', 8443, 'https://example.org/a?b=1'],
    ['/', 'example.org:80', 443, 'https://example.org/'],
    ['/', 'example.org:8080', 8443, 'https://example.org:8443/'],
    ['/', '[::1]:8080', 8443, 'https://[::1]:8443/'],
    ['/', '[::1]', 8443, 'https://[::1]/'],
    ['/', 'example.org:8080', undefined, 'https://example.org/'],
    ['//evil.example/x', 'example.org', 443, 'https://example.org//evil.example/x'],
    ['http://example.org/a', 'example.org', 443, 'https://example.org/a'],
    ['http://example.org?a', 'example.org', 443, 'https://example.org/?a'],
    [
      '/.well-known/acme-challenge/unknown',
      'example.org',
      443,
      'https://example.org/.well-known/acme-challenge/unknown',
    ],
  ])('redirects %s of %s, with HTTPS on port %p, to %s', async (target, host, port, location) => {
    await start(port);
    const answer = await send(`GET ${target} HTTP/1.1\r\nHost: ${host}`);
    expect(answer).toMatch(/^HTTP\/1\.1 308 /);
    expect(/Location: (.*)\r\n/.exec(answer)?.[1]).toBe(location);
    expect(answer).toMatch(/\r\nConnection: close\r\n/);
  });

  it('answers a challenge', async () => {
    await start(443);
    const head = 'GET /.well-known/acme-challenge/known HTTP/1.1\r\nHost: example.org';
    expect(await send(head)).toMatch(/^HTTP\/1\.1 200 .*\r\n\r\nknown\.proof$/s);
  });

  it('redirects a request with a body without reading it', async () => {
    await start(443);
    const head = 'POST /form HTTP/1.1\r\nHost: example.org\r\nContent-Length: 1000000';
    expect(await send(head)).toMatch(/^HTTP\/1\.1 308 /);
  });

  it.each([
    ['no Host', 'GET / HTTP/1.1', 400],
    ['no Host in HTTP/1.0', 'GET / HTTP/1.0', 400],
    ['two Hosts', 'GET / HTTP/1.1\r\nHost: a\r\nHost: b', 400],
    ['a Host with a path', 'GET / HTTP/1.1\r\nHost: a/b', 400],
    ['the target *', 'OPTIONS * HTTP/1.1\r\nHost: a', 400],
    ['a long target', `GET /${'x'.repeat(9_000)} HTTP/1.1\r\nHost: a`, 414],
    ['a large head', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}`, 431],
    ['another protocol', '\x16\x03\x01', 400],
  ])('refuses %s', async (_, head, status) => {
    await start(443);
    expect(await send(head)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  });
});
