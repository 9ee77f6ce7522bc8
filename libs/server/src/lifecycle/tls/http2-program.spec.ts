import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, type ClientHttp2Session } from 'node:http2';
import { connect as connectTcp } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { once } from 'node:events';
import { makeCertificate } from '../../../testing/make-certificate.ts';
import { renderIpv4 } from '../../../testing/proxy-headers.ts';
import { askStream } from '../../../testing/start-http2.ts';
import { runProgram } from '../../../testing/start-program.ts';
import { startReady } from '../../../testing/start-ready.ts';
import { until } from '../../../testing/until.ts';

const main = join(import.meta.dirname, '../../../testing/programs/program.fixture.ts');
const folder = mkdtempSync(join(tmpdir(), 'http2-program-'));
const { certPath, keyPath } = makeCertificate(folder, 'served');
const ca = readFileSync(certPath, 'utf8');
const pair = { TLS_CERT_FILE: certPath, TLS_KEY_FILE: keyPath };

/** The settings of a program behind a proxy. */
const PROXIED = {
  ...pair,
  HTTP2: 'on',
  PROXY_PROTOCOL: 'on',
  TRUSTED_PROXIES: '127.0.0.1',
};

/** Connects a client of HTTP/2 through a proxy that sends a header before its TLS. */
function connectBehind(port: number, header: Buffer): ClientHttp2Session {
  const socket = connectTcp({ port, host: '127.0.0.1' });
  socket.write(header);
  const secured = connectTls({ socket, ca, servername: 'localhost', ALPNProtocols: ['h2'] });
  return connect(`https://127.0.0.1:${port}`, { createConnection: () => secured });
}

/** Returns the protocol that a client gets which offers some. */
async function chosen(port: number, ALPNProtocols: string[]): Promise<string | false | null> {
  const socket = connectTls({
    port,
    host: '127.0.0.1',
    servername: 'localhost',
    ca,
    ALPNProtocols,
  });
  await once(socket, 'secureConnect');
  socket.destroy();
  return socket.alpnProtocol;
}

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('a program with HTTP2=on', () => {
  it.each(['1', '2'])('answers requests of HTTP/2, with %s threads', async (threads) => {
    using running = await startReady(main, { ...pair, HTTP2: 'on', SERVING_THREADS: threads });
    const client = connect(`https://127.0.0.1:${running.portOf()}`, {
      ca,
      servername: 'localhost',
    });
    expect(await askStream(client, { ':path': '/slow' })).toMatchObject({
      status: 200,
      body: 'whole',
    });
    client.close();
  });

  it('prefers HTTP/2, and speaks HTTP/1.1 to clients that do not choose it', async () => {
    using running = await startReady(main, { ...pair, HTTP2: 'on' });
    const port = running.portOf();
    expect(await chosen(port, ['http/1.1', 'h2'])).toBe('h2');
    expect(await chosen(port, ['http/1.1'])).toBe('http/1.1');
    expect(await chosen(port, [])).toBe(false);
  });

  it.each([
    ['version 1', Buffer.from('PROXY TCP4 192.0.2.1 198.51.100.2 56324 443\r\n')],
    ['version 2', renderIpv4('192.0.2.1')],
  ])('reads the PROXY protocol in front of TLS, %s', async (_, header) => {
    using running = await startReady(main, PROXIED);
    const { log } = running;
    const client = connectBehind(running.portOf(), header);
    const first = askStream(client, { ':path': '/' });
    const named = { ':path': '/', 'x-forwarded-for': '203.0.113.9' };
    const answers = await Promise.all([first, askStream(client, named)]);
    expect(answers).toMatchObject([{ status: 200 }, { status: 200 }]);
    await until(() => log().filter(({ msg }) => msg === 'request').length === 2);
    // Neither the proxy nor what the client says of itself: every request has the client that the proxy names.
    for (const line of log().filter(({ msg }) => msg === 'request'))
      expect(line).toMatchObject({ clientAddress: '192.0.2.1', protocol: 'h2' });
    client.close();
  });

  it('refuses a proxy that sends TLS at once', async () => {
    using running = await startReady(main, PROXIED);
    const { log } = running;
    const client = connect(`https://127.0.0.1:${running.portOf()}`, {
      ca,
      servername: 'localhost',
    });
    await expect(once(client, 'connect')).rejects.toThrow();
    await until(() => log().some(({ reason }) => reason === 'proxy_header'));
  });

  it('does not start without TLS', async () => {
    const { exitCode, stderr } = await runProgram(main, { env: { HTTP2: 'on' } });
    expect([exitCode, stderr]).toEqual([
      78,
      expect.stringContaining('Cannot apply HTTP2=on without TLS'),
    ]);
  });

  it('does not start with another word', async () => {
    const { exitCode, stderr } = await runProgram(main, { env: { ...pair, HTTP2: 'yes' } });
    expect([exitCode, stderr]).toEqual([78, expect.stringContaining('HTTP2="yes"')]);
  });
});

describe('a program without HTTP2', () => {
  it('offers HTTP/1.1 alone', async () => {
    using running = await startReady(main, pair);
    expect(await chosen(running.portOf(), ['h2', 'http/1.1'])).toBe('http/1.1');
  });
});
