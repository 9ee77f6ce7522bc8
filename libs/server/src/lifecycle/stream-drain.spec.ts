import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, type ClientHttp2Session } from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeCertificate } from '../../testing/make-certificate.ts';
import { askStream } from '../../testing/start-http2.ts';
import { ended, logged, startProgram, type ProgramProcess } from '../../testing/start-program.ts';

const main = join(import.meta.dirname, '../../testing/programs/program.fixture.ts');
const folder = mkdtempSync(join(tmpdir(), 'stream-drain-'));
const { certPath, keyPath } = makeCertificate(folder, 'served');
const ca = readFileSync(certPath, 'utf8');

jest.setTimeout(60_000);
afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function start(
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly program: ProgramProcess; readonly open: () => ClientHttp2Session }> {
  const pair = { TLS_CERT_FILE: certPath, TLS_KEY_FILE: keyPath, HTTP2: 'on' };
  const program = startProgram(main, { env: { ...pair, ...env } });
  const { address } = await logged(program, 'listening');
  const origin = `https://127.0.0.1:${(address as { port: number }).port}`;
  const open = (): ClientHttp2Session => {
    const client = connect(origin, { ca, servername: 'localhost' });
    return client.on('error', () => undefined);
  };
  return { program, open };
}

describe('a shutdown with clients of HTTP/2', () => {
  it('cuts what is left at the deadline, and counts it', async () => {
    const { program, open } = await start({ DRAIN_TIMEOUT_MS: '1500' });
    const stream = open().request({ ':path': '/endless' });
    stream.on('error', () => undefined);
    await once(stream, 'response');
    program.kill('SIGTERM');
    const [{ exitCode, stdout }] = await Promise.all([
      ended(program),
      new Promise((resolve) => stream.on('close', resolve).resume()),
    ]);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('"connections":1,"msg":"cut at the deadline"');
  });

  it('lets the process end at once if all connections are idle', async () => {
    const { program, open } = await start();
    const client = open();
    await askStream(client, { ':path': '/none' });
    const goaway = once(client, 'goaway') as Promise<[number]>;
    program.kill('SIGTERM');
    const { exitCode } = await ended(program);
    expect([exitCode, (await goaway)[0]]).toEqual([0, 0]);
  });
});
