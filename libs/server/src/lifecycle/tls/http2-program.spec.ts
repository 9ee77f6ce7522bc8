import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { once } from 'node:events';
import { makeCertificate } from '../../../testing/make-certificate.ts';
import { askStream } from '../../../testing/start-http2.ts';
import { runProgram } from '../../../testing/start-program.ts';
import { startReady } from '../../../testing/start-ready.ts';

const main = join(import.meta.dirname, '../../../testing/programs/program.fixture.ts');
const folder = mkdtempSync(join(tmpdir(), 'http2-program-'));
const { certPath, keyPath } = makeCertificate(folder, 'served');
const ca = readFileSync(certPath, 'utf8');
const pair = { TLS_CERT_FILE: certPath, TLS_KEY_FILE: keyPath };

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
