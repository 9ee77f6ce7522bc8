import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent as PlainAgent, type IncomingMessage } from 'node:http';
import { Agent, get as getOverTls } from 'node:https';
import { connect } from 'node:net';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { TLSSocket } from 'node:tls';
import { askOn } from '../../../testing/ask-on.ts';
import { askSocket } from '../../../testing/ask-socket.ts';
import { collectLog } from '../../../testing/collect-log.ts';
import { makeCertificate } from '../../../testing/make-certificate.ts';
import { runDrainTrial } from '../../../testing/run-drain-trial.ts';
import { manageService } from '../../../testing/service-manager.ts';
import { listening, startProgram, type ProgramProcess } from '../../../testing/start-program.ts';
import { eventsOf, type ThreadAnswer } from '../../../testing/threads.ts';
import { until } from '../../../testing/until.ts';

const main = join(import.meta.dirname, '../../../testing/programs/threads.fixture.ts');
const plain = join(import.meta.dirname, '../../../../../apps/server-vps/src/main.ts');

/** Each request has a connection of its own. */
const headers = { connection: 'close' };

/** An answer that takes longer counts as lost: far more than a thread that turns needs. */
const LOST_MS = 5_000;

describe('the connections of several threads', () => {
  const directory = mkdtempSync(join(tmpdir(), 'connections '));
  let program: ProgramProcess | undefined;
  afterEach(() => {
    program?.kill('SIGKILL');
  });
  afterAll(() => {
    rmSync(directory, { recursive: true });
  });

  function start(env: Readonly<Record<string, string>>): ProgramProcess {
    program = startProgram(main, { env });
    return program;
  }

  const ask = async (origin: string, agent: PlainAgent): Promise<number> =>
    (await askOn(`${origin}/thread`, agent)).thread;

  it('are spread evenly if they are opened in a burst and stay open', async () => {
    const origin = await listening(start({ SERVING_THREADS: '3' }));
    const agent = new PlainAgent({ keepAlive: true });
    const counts = [0, 0, 0, 0];
    const threads = await Promise.all(Array.from({ length: 60 }, () => ask(origin, agent)));
    for (const thread of threads) counts[thread] = (counts[thread] ?? 0) + 1;
    agent.destroy();
    expect(Math.max(...counts)).toBeLessThanOrEqual(2 * Math.min(...counts.slice(1)));
  });

  it('go to the other threads while one is blocked', async () => {
    const EVENTS_FILE = join(directory, 'events');
    writeFileSync(EVENTS_FILE, '');
    const origin = await listening(start({ SERVING_THREADS: '3', EVENTS_FILE }));
    const blocked = fetch(`${origin}/block?ms=600000`).catch(() => 'ended');
    await until(() => eventsOf(EVENTS_FILE).some((event) => event.startsWith('block')));
    const answered: (number | 'lost')[] = [];
    for (let count = 0; count < 20; count += 1)
      answered.push(
        await fetch(`${origin}/thread`, { headers, signal: AbortSignal.timeout(LOST_MS) })
          .then(async (response) => ((await response.json()) as ThreadAnswer).thread)
          .catch(() => 'lost'),
      );
    const lost = answered.filter((thread) => thread === 'lost');
    expect(lost.length).toBeLessThanOrEqual(1); // the one that the blocked thread does not take up
    expect(new Set(answered).size - lost.length).toBe(2);
    program?.kill('SIGKILL');
    expect(await blocked).toBe('ended');
  });

  it('are limited together, and dropped beyond the limit', async () => {
    const env = { SERVING_THREADS: '2', MAX_CONNECTIONS: '3' };
    const origin = await listening(start(env));
    const log = collectLog(program as ProgramProcess);
    const { port } = new URL(origin);
    const agent = new PlainAgent({ keepAlive: true });
    await Promise.all([1, 2, 3].map(() => ask(origin, agent)));
    const fourth = connect(Number(port), '127.0.0.1').on('error', () => undefined);
    await once(fourth.resume(), 'close');
    await until(() => log().some(({ reason }) => reason === 'connection_limit'));
    agent.destroy();
    const later = new PlainAgent({ keepAlive: true });
    await until(() => ask(origin, later).then(Boolean, () => false)); // once the others are closed
    later.destroy();
  });

  it.each(['1', '3'])(
    'that are at the limit let the server stop with 0, with %s threads',
    async (count) => {
      const running = start({ SERVING_THREADS: count, MAX_CONNECTIONS: '3' });
      const origin = await listening(running);
      const log = collectLog(running);
      const agent = new PlainAgent({ keepAlive: true });
      await Promise.all([1, 2, 3].map(() => ask(origin, agent)));
      const refused = await Promise.all(
        Array.from({ length: 5 }, () => fetch(origin).then(String, () => 'refused')),
      );
      expect(refused).toEqual(Array(5).fill('refused'));
      const closed = once(running, 'close');
      running.kill('SIGTERM');
      expect(await closed).toEqual([0, null]);
      expect(log().filter(({ level }) => level === 'warn')).toEqual([]);
      agent.destroy();
    },
  );

  it('speak TLS, with a renewed certificate in every thread after a reload', async () => {
    const first = makeCertificate(directory, 'first');
    const second = makeCertificate(directory, 'second');
    const files = {
      certPath: join(directory, 'served.crt'),
      keyPath: join(directory, 'served.key'),
    };
    const serve = ({ certPath, keyPath }: typeof files): void => {
      copyFileSync(certPath, files.certPath);
      copyFileSync(keyPath, files.keyPath);
    };
    serve(first);
    const env = {
      SERVING_THREADS: '2',
      TLS_CERT_FILE: files.certPath,
      TLS_KEY_FILE: files.keyPath,
    };
    const { port } = new URL(await listening(start(env)));
    const ca = [first, second].map(({ certPath }) => readFileSync(certPath, 'utf8'));
    async function askOverTls(): Promise<readonly [number, string]> {
      const agent = new Agent({ ca, servername: 'localhost' });
      const sent = getOverTls({ port, host: '127.0.0.1', path: '/thread', agent });
      const [answer] = (await once(sent, 'response')) as [IncomingMessage];
      const { subject } = tlsOf(answer).getPeerCertificate();
      return [((await json(answer)) as ThreadAnswer).thread, String(subject.CN)];
    }
    async function namesByThread(): Promise<Readonly<Record<number, string>>> {
      return Object.fromEntries([await askOverTls(), await askOverTls()]);
    }
    expect(await namesByThread()).toEqual({ 1: 'first', 2: 'first' });
    serve(second);
    program?.kill('SIGHUP');
    await until(async () => {
      const names = await namesByThread();
      return names[1] === 'second' && names[2] === 'second';
    });
  });

  it('come from a socket of the service manager, and none is lost at its restart', async () => {
    await using manager = manageService(main);
    const sockets = { http: 'tcp' };
    const env = { SERVING_THREADS: '3' };
    manager.start({ sockets, env });
    await manager.logged('ready');
    const origin = `http://127.0.0.1:${manager.port('http')}`;
    const ask = async () => (await fetch(origin, { headers: { connection: 'close' } })).status;
    expect(await ask()).toBe(200);
    manager.signal('SIGTERM');
    await manager.logged('draining');
    const answers = Array.from({ length: 20 }, ask);
    await until(() => manager.ended().length === 1);
    manager.start({ sockets, env });
    expect(await Promise.all(answers)).toEqual(Array(20).fill(200));
    expect(manager.ended()).toEqual([0]);
  });

  it('cannot come from a unix socket: a number of threads is rejected', async () => {
    await using manager = manageService(main);
    manager.start({ sockets: { http: join(directory, 'a.sock') }, env: { SERVING_THREADS: '3' } });
    await until(() => manager.ended().length === 1);
    expect(manager.ended()).toEqual([78]);
    expect(manager.stderr()).toMatch(
      /^threads: Cannot serve the unix socket ".*a\.sock" with SERVING_THREADS=3: /,
    );
  });

  it('are served by one thread if the number is auto and they come from a unix socket', async () => {
    await using manager = manageService(main);
    const socketPath = join(directory, 'b.sock');
    manager.start({ sockets: { http: socketPath }, env: { SERVING_THREADS: 'auto' } });
    await manager.logged('ready');
    expect((await askSocket({ socketPath, line: 'GET /' })).status).toBe(200);
    const warnings = manager.log().filter(({ level }) => level === 'warn');
    expect(warnings).toHaveLength(availableParallelism() > 1 ? 1 : 0);
  });

  it.each([0, 300])(
    'drop no request when the server stops, after a delay of %s ms',
    async (shutdownDelayMs) => {
      const outcome = await runDrainTrial(plain, {
        shutdownDelayMs,
        balancerLagMs: shutdownDelayMs === 0 ? 10_000 : shutdownDelayMs / 2,
        clients: 16,
        env: { SERVING_THREADS: '4' },
      });
      expect(outcome).toMatchObject({ failures: [], exitCode: 0 });
      expect(outcome.answered).toBeGreaterThan(16);
    },
  );
});

function tlsOf({ socket }: IncomingMessage): TLSSocket {
  if (socket instanceof TLSSocket) return socket;
  throw new Error('Expected an answer over TLS');
}
