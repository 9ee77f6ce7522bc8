import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectLasting, type Ending, type LastingClients } from '../../testing/lasting-clients.ts';
import { makeCertificate } from '../../testing/make-certificate.ts';
import { runDrainTrial } from '../../testing/run-drain-trial.ts';
import { startReady } from '../../testing/start-ready.ts';
import { until } from '../../testing/until.ts';

const main = join(import.meta.dirname, '../../testing/programs/streams.fixture.ts');
const folder = mkdtempSync(join(tmpdir(), 'mixed-drain-'));
const { certPath, keyPath } = makeCertificate(folder, 'served');
const ca = readFileSync(certPath, 'utf8');
const COUNT = 10;

jest.setTimeout(60_000);
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const secure = { TLS_CERT_FILE: certPath, TLS_KEY_FILE: keyPath, HTTP2: 'on' };

/** Stops a server of HTTP/1.1 and HTTP/2 under fifty clients on kept connections, and ten of each lasting kind. */
async function runMixedTrial(threads: string) {
  let lasting: LastingClients | undefined;
  const result = await runDrainTrial(main, {
    shutdownDelayMs: 2_000,
    balancerLagMs: 300,
    clients: 50,
    ca,
    env: { ...secure, SERVING_THREADS: threads },
    connectOthers: async (origin) => {
      lasting = await connectLasting(origin, ca, COUNT);
    },
  });
  if (lasting === undefined) throw new Error('Expected the clients to be connected');
  return { ...result, lasting };
}

const gotOf = async <Got>(endings: readonly Promise<Ending<Got>>[]): Promise<Got[]> =>
  (await Promise.all(endings)).map(({ got }) => got);

/** Returns what ten clients got if all of them got the same. */
const tenTimes = <Got>(got: Got): Got[] => Array<Got>(COUNT).fill(got);

describe('a shutdown with requests, streams of events, WebSockets and HTTP/2 at one server', () => {
  it.each(['1', '3'])('fails none and tells all, with %s threads', async (threads) => {
    const { answered, lasting, ...outcome } = await runMixedTrial(threads);
    expect(outcome).toMatchObject({ failures: [], refused: 0, exitCode: 0 });
    expect(answered).toBeGreaterThan(50);
    const events = tenTimes('data: begin\n\ndata: end\n\n');
    expect(await gotOf(lasting.events)).toEqual(events);
    expect(await gotOf(lasting.http2Events)).toEqual(events);
    expect(await gotOf(lasting.sockets)).toEqual(tenTimes(1001));
    for (const outcome of await Promise.all(lasting.http2Requests)) {
      expect(outcome.failures).toEqual([]);
      expect(outcome.answered).toBeGreaterThan(0);
      expect(outcome.refused).toBeLessThanOrEqual(1); // under way in the client when it got GOAWAY
    }
  });

  it.each(['1', '3'])('ends all that lasts before any wait, with %s threads', async (threads) => {
    const waits = { SHUTDOWN_DELAY_MS: '500000', DRAIN_TIMEOUT_MS: '600000' };
    using running = await startReady(main, { ...secure, ...waits, SERVING_THREADS: threads });
    const origin = `https://127.0.0.1:${running.portOf()}`;
    const lasting = await connectLasting(origin, ca, COUNT);
    running.program.kill('SIGTERM');
    await gotOf([...lasting.events, ...lasting.http2Events]);
    await gotOf(lasting.sockets);
    await until(() => running.log().some(({ msg }) => msg === 'draining'));
    expect(running.log().filter(({ msg }) => msg === 'stopping')).toEqual([]); // after the delay
    expect(running.program.exitCode).toBeNull();
  });
});
