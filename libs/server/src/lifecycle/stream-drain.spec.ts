import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, type ClientHttp2Session } from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeCertificate } from '../../testing/make-certificate.ts';
import { askStream } from '../../testing/start-http2.ts';
import { ended, logged, startProgram, type ProgramProcess } from '../../testing/start-program.ts';

const programs = join(import.meta.dirname, '../../testing/programs');
const folder = mkdtempSync(join(tmpdir(), 'stream-drain-'));
const { certPath, keyPath } = makeCertificate(folder, 'served');
const ca = readFileSync(certPath, 'utf8');
const CLIENTS = 10;
/** How long clients send requests before SIGTERM. */
const WARM_UP_MS = 200;

jest.setTimeout(60_000);
afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function start(
  main: string,
  env: Readonly<Record<string, string>>,
): Promise<{ readonly program: ProgramProcess; readonly open: () => ClientHttp2Session }> {
  const pair = { TLS_CERT_FILE: certPath, TLS_KEY_FILE: keyPath, HTTP2: 'on' };
  const program = startProgram(join(programs, main), { env: { ...pair, ...env } });
  const { address } = await logged(program, 'listening');
  const origin = `https://127.0.0.1:${(address as { port: number }).port}`;
  const open = (): ClientHttp2Session => {
    const client = connect(origin, { ca, servername: 'localhost' });
    return client.on('error', () => undefined);
  };
  return { program, open };
}

/** What a client got. */
interface Outcome {
  readonly answered: number;
  /** Requests that were not accepted, and may be sent again: RFC 9113, section 8.7. */
  readonly refused: number;
  readonly failures: readonly string[];
}

/** Sends requests one after the other until the server asks to leave. */
async function sendUntilGoaway(client: ClientHttp2Session): Promise<Outcome> {
  const statuses: string[] = [];
  while (!client.closed && !client.destroyed) {
    const asked = askStream(client, { ':path': '/' });
    statuses.push(await asked.then(({ status }) => String(status), String));
  }
  const [answered, others] = [
    statuses.filter((one) => one === '200'),
    statuses.filter((one) => one !== '200'),
  ];
  const failures = others.filter((one) => !one.includes('NGHTTP2_REFUSED_STREAM'));
  return { answered: answered.length, refused: others.length - failures.length, failures };
}

describe('a shutdown with clients of HTTP/2', () => {
  it.each(['1', '3'])(
    'fails no request and tells all streams, with %s threads',
    async (threads) => {
      const { program, open } = await start('streams.fixture.ts', {
        SERVING_THREADS: threads,
        SHUTDOWN_DELAY_MS: '300',
      });
      const clients = Array.from({ length: CLIENTS }, open);
      const streams = clients.map((client) => client.request({ ':path': '/events' }));
      await Promise.all(streams.map((stream) => once(stream, 'response')));
      const events = streams.map(text);
      const sending = clients.map(sendUntilGoaway);
      await sleep(WARM_UP_MS);
      program.kill('SIGTERM');
      const { exitCode } = await ended(program);
      for (const { answered, refused, failures } of await Promise.all(sending)) {
        expect(failures).toEqual([]);
        expect(answered).toBeGreaterThan(0);
        expect(refused).toBeLessThanOrEqual(1); // under way in the client when it got GOAWAY
      }
      const all = Array<string>(CLIENTS).fill('data: begin\n\ndata: end\n\n');
      expect(await Promise.all(events)).toEqual(all);
      expect(exitCode).toBe(0);
    },
  );

  it('cuts what is left at the deadline, and counts it', async () => {
    const { program, open } = await start('program.fixture.ts', { DRAIN_TIMEOUT_MS: '1500' });
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
    const { program, open } = await start('program.fixture.ts', {});
    const client = open();
    await askStream(client, { ':path': '/none' });
    const goaway = once(client, 'goaway') as Promise<[number]>;
    program.kill('SIGTERM');
    const { exitCode } = await ended(program);
    expect([exitCode, (await goaway)[0]]).toEqual([0, 0]);
  });
});
