import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { Agent, get } from 'node:https';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { TLSSocket } from 'node:tls';
import { askSocket } from '../../../../testing/ask-socket.ts';
import { collectLog, type LogLine } from '../../../../testing/collect-log.ts';
import {
  buildPebble,
  findPorts,
  startPebble,
  type Pebble,
} from '../../../../testing/start-pebble.ts';
import { startProgram, type ProgramProcess } from '../../../../testing/start-program.ts';
import { until } from '../../../../testing/until.ts';

const main = join(import.meta.dirname, '../../../../testing/programs/program.fixture.ts');
const obstacle = buildPebble();
const why = obstacle === undefined ? '' : ` (${obstacle})`;

/** An order takes three seconds on a quiet machine, and new files are read every five. */
const WAIT_MS = 60_000;
jest.setTimeout(2 * WAIT_MS);

interface Running {
  readonly program: ProgramProcess;
  readonly log: () => readonly LogLine[];
  /** Waits for a number of lines with a message. */
  readonly logged: (message: string, count?: number) => Promise<LogLine>;
}

/** A process that starts late loads what was issued, and has nothing to renew; what it makes itself is valid for a week. */
function isIssued({ msg, validUntil }: LogLine): boolean {
  const days = (Date.parse(String(validUntil)) - Date.now()) / 86_400_000;
  return /^certificate (?:loaded|renewed)$/.test(String(msg)) && days > 30;
}

(obstacle === undefined ? describe : describe.skip)(`a program with TLS_ACME_DOMAINS${why}`, () => {
  let folder: string;
  let httpPort: number;
  let tlsPort: number;
  let pebble: Pebble;
  const started: ProgramProcess[] = [];

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'acme-'));
    [httpPort = 0, tlsPort = 0] = await findPorts(2);
    pebble = await startPebble({ folder, httpPort, tlsPort });
  });
  afterEach(async () => {
    for (const program of started.splice(0)) await end(program, 'SIGKILL');
    pebble[Symbol.dispose]();
    rmSync(folder, { recursive: true });
  });

  function start(env: Readonly<Record<string, string>> = {}): Running {
    const program = startProgram(main, {
      env: {
        PORT: String(tlsPort),
        TLS_ACME_DOMAINS: 'example.org,www.example.org',
        TLS_ACME_DIRECTORY: join(folder, 'state'),
        TLS_ACME_URL: pebble.url,
        TLS_ACME_CA_FILE: pebble.caPath,
        ...env,
      },
    });
    started.push(program);
    const log = collectLog(program);
    const logged = async (message: string, count = 1): Promise<LogLine> => {
      const found = () => log().filter(({ msg }) => msg === message);
      await until(() => found().length >= count, WAIT_MS);
      return found()[count - 1] as LogLine;
    };
    return { program, log, logged };
  }

  /** Asks as a browser that trusts the authority. */
  async function ask(): Promise<{ body: string; serial: string }> {
    const options = { host: '127.0.0.1', port: tlsPort, servername: 'www.example.org' };
    const agent = new Agent();
    const call = get({ ...options, ca: await pebble.readRoot(), agent });
    const [response] = (await once(call, 'response')) as [IncomingMessage];
    const { socket } = response;
    const serial = socket instanceof TLSSocket ? socket.getPeerCertificate().serialNumber : '';
    return { body: await text(response), serial };
  }

  it.each([
    ['http-01', true, 'off'],
    ['tls-alpn-01', false, 'off'],
    ['tls-alpn-01', false, 'on'],
  ])(
    'gets its first certificate by %s (redirect: %p, HTTP/2: %s)',
    async (challenge, hasRedirect, HTTP2) => {
      const redirect = hasRedirect ? { HTTP_REDIRECT_PORT: String(httpPort) } : {};
      const { logged, log } = start({ ...redirect, HTTP2, TLS_ACME_EMAIL: 'operator@example.org' });
      expect(await logged('ordering a certificate')).toMatchObject({ challenge });
      await logged('certificate issued');
      await logged('certificate renewed');
      expect((await ask()).body).toContain('is alive');
      const messages = log().map(({ msg }) => msg);
      expect(messages).toContain('serving a self-made certificate until the authority issues one');
      const names = readdirSync(join(folder, 'state'), { recursive: true, encoding: 'utf8' });
      expect(names.filter((name) => name.includes(challenge))).toEqual([]);
      for (const name of names) {
        const stats = statSync(join(folder, 'state', name));
        expect([name, stats.mode & 0o77]).toEqual([name, 0]);
      }
    },
  );

  it('is renewed when the authority suggests it, and replaces the former one', async () => {
    const { program, logged } = start();
    await logged('certificate issued');
    program.kill('SIGHUP');
    await logged('certificate renewed');
    const first = await ask();
    const [path = ''] = findCertificates();
    const now = Date.now();
    const window = { start: new Date(now - 2_000), end: new Date(now - 1_000) };
    await pebble.suggestRenewal(readFileSync(path, 'utf8'), window);
    program.kill('SIGHUP');
    await logged('certificate issued', 2);
    program.kill('SIGHUP');
    await logged('certificate renewed', 2);
    expect((await ask()).serial).not.toBe(first.serial);
    expect(pebble.log()).toContain('/renewalInfo/');
  });

  it('is there after a restart, without an order', async () => {
    const { program, logged } = start();
    await logged('certificate issued');
    program.kill('SIGHUP');
    await logged('certificate renewed');
    const { serial } = await ask();
    await end(program, 'SIGTERM');
    const inquiries = (): number => pebble.log().split('/renewalInfo/').length;
    const before = inquiries();
    const again = start();
    await again.logged('listening');
    expect((await ask()).serial).toBe(serial);
    await until(() => inquiries() > before);
    again.program.kill('SIGHUP');
    await until(() => inquiries() > before + 1); // the first round has ended
    expect(again.log().map(({ msg }) => msg)).not.toContain('ordering a certificate');
  });

  it('is ordered once by two processes that share the directory', async () => {
    const redirect = { HTTP_REDIRECT_PORT: String(httpPort) };
    const programs = [start(redirect), start({ PORT: '0' })];
    await until(() => programs.every(({ log }) => log().some(isIssued)), WAIT_MS);
    const lines = programs.flatMap(({ log }) => log());
    expect(lines.filter(({ msg }) => msg === 'ordering a certificate')).toHaveLength(1);
  });

  it('is served by several threads, each of which answers challenges', async () => {
    const { program, logged, log } = start({ SERVING_THREADS: '2' });
    await logged('certificate issued');
    program.kill('SIGHUP');
    await logged('certificate renewed', 2);
    expect((await ask()).body).toContain('is alive');
    expect(log().filter(({ msg }) => msg === 'ordering a certificate')).toHaveLength(1);
  });

  it('is self-made while the authority is down, and ordered once it is up', async () => {
    pebble[Symbol.dispose]();
    const socketPath = join(folder, 'admin.sock');
    const { program, logged, log } = start({ OPS_PORT: '0', ADMIN_SOCKET: socketPath });
    const { reason } = await logged('no certificate was issued, trying again later');
    expect(reason).toMatch(/ECONNREFUSED/);
    const call = get({ port: tlsPort, host: '127.0.0.1', rejectUnauthorized: false, agent: false });
    const [response] = (await once(call, 'response')) as [IncomingMessage];
    const { socket } = response;
    const certificate = socket instanceof TLSSocket ? socket.getPeerX509Certificate() : undefined;
    expect(certificate?.subject).toBe('CN=made by the server itself');
    expect(certificate?.checkHost('www.example.org')).toBe('www.example.org');
    response.resume();
    await until(() => log().some(({ listener }) => listener === 'admin'));
    const line = log().find(({ listener }) => listener === 'ops');
    const ops = `http://127.0.0.1:${(line?.['address'] as { port: number }).port}`;
    const readHealth = async () => (await askSocket({ socketPath, line: 'GET /health' })).text;
    await until(async () => (await readHealth()).includes('ECONNREFUSED'));
    expect((await fetch(`${ops}/readyz`)).status).toBe(200);
    expect(await (await fetch(`${ops}/metrics`)).text()).toContain(
      '\ntls_acme_orders_total{outcome="failed"} 1\n',
    );
    pebble = await startPebble({
      folder,
      httpPort,
      tlsPort,
      port: Number(new URL(pebble.url).port),
    });
    program.kill('SIGHUP');
    await logged('certificate issued');
    await until(async () => !(await readHealth()).includes('ECONNREFUSED'));
  });

  it('is ordered with another account if the authority has lost the first', async () => {
    const { program, logged } = start();
    await logged('certificate issued');
    pebble[Symbol.dispose]();
    pebble = await startPebble({
      folder,
      httpPort,
      tlsPort,
      port: Number(new URL(pebble.url).port),
    });
    for (const path of findCertificates()) rmSync(path);
    program.kill('SIGHUP');
    await logged('certificate issued', 2);
  });

  it('needs the key of the external account where the authority has them', async () => {
    pebble[Symbol.dispose]();
    const key = Buffer.alloc(32, 7).toString('base64url');
    pebble = await startPebble({ folder, httpPort, tlsPort, externalAccounts: { customer: key } });
    const { program, logged } = start();
    const { reason } = await logged('no certificate was issued, trying again later');
    expect(reason).toMatch(/externalAccountRequired/);
    await end(program, 'SIGTERM');
    const keyPath = join(folder, 'eab-key');
    writeFileSync(keyPath, `${key}\n`);
    rmSync(join(folder, 'state'), { recursive: true });
    const second = start({ TLS_ACME_EAB_KID: 'customer', TLS_ACME_EAB_KEY_FILE: keyPath });
    await second.logged('certificate issued');
  });

  it('says why the authority did not accept a name', async () => {
    const { logged } = start({ PORT: '0' }); // the authority connects to another port
    const { reason } = await logged('no certificate was issued, trying again later');
    expect(reason).toMatch(
      /^The authority did not accept (www\.)?example\.org by tls-alpn-01: .*connect/,
    );
  });

  it('is not ordered again by a restart before the time of the next attempt', async () => {
    const { program, logged } = start({ TLS_ACME_DOMAINS: 'blocked.invalid', PORT: '0' });
    await logged('no certificate was issued, trying again later');
    await end(program, 'SIGTERM');
    const again = start({ TLS_ACME_DOMAINS: 'blocked.invalid', PORT: '0', OPS_PORT: '0' });
    await again.logged('ready');
    expect(again.log().map(({ msg }) => msg)).not.toContain('ordering a certificate');
    again.program.kill('SIGHUP');
    await again.logged('ordering a certificate');
  });

  async function end(program: ProgramProcess, signal: NodeJS.Signals): Promise<void> {
    if (program.exitCode !== null || program.signalCode !== null) return;
    program.kill(signal);
    await once(program, 'close');
  }

  function findCertificates(): readonly string[] {
    const state = join(folder, 'state');
    const names = readdirSync(state, { recursive: true, encoding: 'utf8' });
    return names.filter((name) => name.endsWith('.pem')).map((name) => join(state, name));
  }
});
