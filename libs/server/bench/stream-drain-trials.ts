/**
 * `npx nx run server:drain-trial:streams`: stops a program with ten streams of events by HTTP/1.1, ten by HTTP/2 and
 * ten WebSockets, and prints how long after SIGTERM their clients had the last of them: ten times each with one and
 * with three serving threads, without other clients and under fifty. Those of HTTP/2 send requests without a pause in any case. A failed request or a stream without its last
 * event fails it.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectLasting, type Ending, type LastingClients } from '../testing/lasting-clients.ts';
import { makeCertificate } from '../testing/make-certificate.ts';
import { runDrainTrial } from '../testing/run-drain-trial.ts';
import { describeLoad } from './render-table.ts';

const RUNS = 10;
const COUNT = 10;
const WHOLE = 'data: begin\n\ndata: end\n\n';

const main = join(import.meta.dirname, '../testing/programs/streams.fixture.ts');
const folder = mkdtempSync(join(tmpdir(), 'stream-drain-trials-'));
const { certPath, keyPath } = makeCertificate(folder, 'served');
const ca = readFileSync(certPath, 'utf8');
const before = loadavg();
try {
  for (const threads of ['1', '3'])
    for (const clients of [0, 50]) await runSeries({ threads, clients });
  console.log(describeLoad(before, loadavg()));
} finally {
  rmSync(folder, { recursive: true });
}

interface Series {
  readonly threads: string;
  readonly clients: number;
}

async function runSeries(series: Series): Promise<void> {
  const times = { 'events by HTTP/1.1': [], 'events by HTTP/2': [], WebSockets: [] } as Times;
  for (let run = 0; run < RUNS; run += 1) await runOnce(series, times);
  console.log(
    `${series.threads} serving thread(s), ${series.clients} other clients, ${RUNS} runs:`,
  );
  for (const [kind, ms] of Object.entries(times)) console.log(`  ${kind}: ${describeTimes(ms)}`);
}

/** Milliseconds from SIGTERM to the end, by kind. */
type Times = Record<'events by HTTP/1.1' | 'events by HTTP/2' | 'WebSockets', number[]>;

async function runOnce({ threads, clients }: Series, times: Times): Promise<void> {
  const connected = Promise.withResolvers<LastingClients>();
  const { failures, refused, exitCode, stoppedAtMs } = await runDrainTrial(main, {
    shutdownDelayMs: 2_000,
    balancerLagMs: 300,
    clients,
    ca,
    env: {
      TLS_CERT_FILE: certPath,
      TLS_KEY_FILE: keyPath,
      HTTP2: 'on',
      SERVING_THREADS: threads,
    },
    connectOthers: async (origin) => {
      connected.resolve(await connectLasting(origin, ca, COUNT));
    },
  });
  const { events, http2Events, sockets, http2Requests } = await connected.promise;
  async function timesOf<Got>(endings: readonly Promise<Ending<Got>>[], expected: Got) {
    const ended = await Promise.all(endings);
    if (ended.some(({ got }) => got !== expected)) process.exitCode = 1;
    return ended.map(({ atMs }) => atMs - stoppedAtMs);
  }
  times['events by HTTP/1.1'].push(...(await timesOf(events, WHOLE)));
  times['events by HTTP/2'].push(...(await timesOf(http2Events, WHOLE)));
  times.WebSockets.push(...(await timesOf(sockets, 1001)));
  const failed = (await Promise.all(http2Requests)).flatMap((outcome) => outcome.failures);
  if (failures.length + failed.length + refused > 0 || exitCode !== 0) process.exitCode = 1;
}

function describeTimes(times: readonly number[]): string {
  const sorted = times.toSorted((one, other) => one - other);
  const [middle = NaN] = sorted.slice(sorted.length >> 1);
  return `half within ${middle.toFixed(0)} ms, all ${sorted.length} within ${(sorted.at(-1) ?? NaN).toFixed(0)} ms`;
}
