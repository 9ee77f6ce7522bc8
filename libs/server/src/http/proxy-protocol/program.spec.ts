import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { connect as connectByTls } from 'node:tls';
import type { LogLine } from '../../../testing/collect-log.ts';
import { makeCertificate } from '../../../testing/make-certificate.ts';
import { renderIpv4, renderV2 } from '../../../testing/proxy-headers.ts';
import { parseMetric } from '../../../testing/read-metric.ts';
import { startReady, type ReadyProgram } from '../../../testing/start-ready.ts';
import { until } from '../../../testing/until.ts';

const main = join(import.meta.dirname, '../../../testing/programs/program.fixture.ts');
const folder = mkdtempSync(join(tmpdir(), 'p-'));
const path = join(folder, 'app.sock');

const V1 = 'PROXY TCP4 192.0.2.1 198.51.100.2 56324 443\r\n';
const GET = 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';
const tlvs = [192, 0, 2, 1, 1, 1, 1, 1, 0, 1, 0, 2, 0x04, 0, 1, 9];

interface Running extends ReadyProgram {
  readonly port: number;
  readonly refusals: () => Promise<Readonly<Record<string, number>>>;
}

const started = new DisposableStack();
afterAll(() => {
  started.dispose();
  rmSync(folder, { recursive: true });
});

async function start(env: Readonly<Record<string, string>>): Promise<Running> {
  const trusted = { PROXY_PROTOCOL: 'on', TRUSTED_PROXIES: '127.0.0.1', OPS_PORT: '0' };
  const running = started.use(await startReady(main, { ...trusted, ...env }));
  const { portOf } = running;
  const refusals = async () => {
    const response = await fetch(`http://127.0.0.1:${portOf('ops')}/metrics`);
    return parseMetric(await response.text(), 'http.server.refusals');
  };
  return { ...running, port: portOf(), refusals };
}

/** Connects from the trusted address, or from another. */
function open(port: number, localAddress = '127.0.0.1'): Socket {
  return connect({ port, host: '127.0.0.1', localAddress }).on('error', () => undefined);
}

async function answerTo(socket: Socket, ...pieces: readonly (string | Buffer)[]): Promise<string> {
  const closed = once(socket, 'close');
  let received = '';
  socket.setNoDelay(true).on('data', (piece: Buffer) => (received += piece.toString('latin1')));
  for (const piece of pieces) socket.write(piece);
  await closed;
  return received;
}

const clientsIn = (log: readonly LogLine[]): unknown[] =>
  log.filter(({ msg }) => msg === 'request').map((line) => line['clientAddress']);

describe('a program with PROXY_PROTOCOL', () => {
  let app: Running;
  beforeAll(async () => {
    app = await start({
      HOST: '',
      PORT: '',
      LISTEN: `127.0.0.1:0,unix:${path}`,
      SERVING_THREADS: '1',
    });
  });

  it.each([
    ['version 1', [V1 + GET], '192.0.2.1'],
    ['version 2', [renderIpv4('192.0.2.2'), GET], '192.0.2.2'],
    ['version 2 with TLVs', [renderV2({ family: 0x11, data: tlvs }), GET], '192.0.2.1'],
    ['a header in single bytes', Array.from(V1 + GET), '192.0.2.1'],
    ['UNKNOWN', ['PROXY UNKNOWN\r\n', GET], '127.0.0.1'],
    ['LOCAL', [renderV2({ command: 0x20, family: 0, data: [] }), GET], '127.0.0.1'],
    ['UNSPEC', [renderV2({ family: 0, data: [1, 2] }), GET], '127.0.0.1'],
    [
      'a client on a unix socket',
      [renderV2({ family: 0x31, data: Array(216).fill(0) }), GET],
      undefined,
    ],
    [
      'a client that is no proxy, and names another',
      [V1, GET.replace('Host', 'X-Forwarded-For: 203.0.113.9\r\nHost')],
      '192.0.2.1',
    ],
    [
      'a client that is a proxy, and names another',
      [renderIpv4('127.0.0.1'), GET.replace('Host', 'X-Forwarded-For: 203.0.113.9\r\nHost')],
      '203.0.113.9',
    ],
  ])('logs the client of %s', async (_, pieces, client) => {
    const count = clientsIn(app.log()).length;
    expect(await answerTo(open(app.port), ...pieces)).toMatch(/^HTTP\/1\.1 200 [^]* is alive /);
    await until(() => clientsIn(app.log()).length > count);
    expect(clientsIn(app.log()).at(-1)).toBe(client);
  });

  it('trusts the peers of a unix socket', async () => {
    const answer = await answerTo(connect(path), renderIpv4('192.0.2.7'), GET);
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    await until(() => clientsIn(app.log()).includes('192.0.2.7'));
  });

  it('keeps the client for all requests of the connection', async () => {
    const count = clientsIn(app.log()).length;
    const keep = GET.replace('Connection: close\r\n', '');
    expect(await answerTo(open(app.port), renderIpv4('192.0.2.8'), keep + keep + GET)).toMatch(
      /^(?:HTTP\/1\.1 200 [^]* is alive [^]*){3}$/,
    );
    await until(() => clientsIn(app.log()).length === count + 3);
    expect(clientsIn(app.log()).slice(count)).toEqual(Array(3).fill('192.0.2.8'));
  });

  it('serves a peer that is not trusted as the client itself', async () => {
    expect(await answerTo(open(app.port, '127.0.0.2'), GET)).toMatch(/^HTTP\/1\.1 200 /);
    await until(() => clientsIn(app.log()).includes('127.0.0.2'));
  });

  const refused = /^$/;
  const rejected = /^HTTP\/1\.1 400 /;
  it.each<[string, string, readonly (string | Buffer)[], RegExp, string]>([
    ['a trusted peer without a header', '127.0.0.1', [GET], refused, 'proxy_header'],
    ['a trusted peer that speaks TLS', '127.0.0.1', ['\x16\x03\x01'], refused, 'proxy_header'],
    ['a wrong header', '127.0.0.1', [V1.replace('192', '999')], refused, 'proxy_header'],
    [
      'a header without an end',
      '127.0.0.1',
      [`PROXY UNKNOWN ${'x'.repeat(200)}`],
      refused,
      'proxy_header',
    ],
    [
      'a header of 64 KiB',
      '127.0.0.1',
      [Buffer.from('0d0a0d0a000d0a515549540a2111ffff', 'hex')],
      refused,
      'proxy_header',
    ],
    ['version 1 of an untrusted peer', '127.0.0.2', [V1 + GET], rejected, 'proxy_protocol'],
    [
      'version 2 of an untrusted peer',
      '127.0.0.2',
      [renderIpv4('192.0.2.1'), GET],
      rejected,
      'proxy_protocol',
    ],
  ])('refuses %s, and counts it', async (_, from, pieces, answer, reason) => {
    const before = (await app.refusals())[reason] ?? 0;
    expect(await answerTo(open(app.port, from), ...pieces)).toMatch(answer);
    expect((await app.refusals())[reason]).toBe(before + 1);
    await until(() =>
      app.log().some((line) => line['reason'] === reason && line['clientAddress'] === from),
    );
  });

  it('takes a second header for what it is: no request', async () => {
    expect(await answerTo(open(app.port), V1 + V1 + GET)).toMatch(rejected);
    const isNoted = ({ reason, clientAddress }: LogLine): boolean =>
      reason === 'proxy_protocol' && clientAddress === '192.0.2.1';
    await until(() => app.log().some(isNoted));
  });

  it.each([
    ['without a byte', '', 'silence'],
    ['in its header', 'PROXY ', 'proxy_header'],
  ])('counts a proxy that ends %s', async (_, bytes, reason) => {
    const before = (await app.refusals())[reason] ?? 0;
    expect(await text(open(app.port).end(bytes))).toBe('');
    expect((await app.refusals())[reason]).toBe(before + 1);
  });

  it.each([
    ['silence', ''],
    ['half of a header', V1.slice(0, 20)],
  ])('refuses %s after HEADERS_TIMEOUT_MS', async (_, bytes) => {
    const impatient = await start({ HEADERS_TIMEOUT_MS: '100' });
    expect(await answerTo(open(impatient.port), bytes)).toBe('');
    expect(await impatient.refusals()).toEqual({ proxy_timeout: 1 });
  });

  it('serves on after a proxy that resets its connection in the header', async () => {
    const socket = open(app.port);
    await once(socket, 'connect');
    socket.write('PROXY ');
    socket.resetAndDestroy();
    expect(await answerTo(open(app.port), V1, GET)).toMatch(/^HTTP\/1\.1 200 /);
  });
});

describe.each(['1', '2'])('with TLS and %s serving threads', (SERVING_THREADS) => {
  const { certPath, keyPath } = makeCertificate(folder, `own${SERVING_THREADS}`);
  const tls = { TLS_CERT_FILE: certPath, TLS_KEY_FILE: keyPath };

  it('reads the header before the handshake', async () => {
    const app = await start({ ...tls, SERVING_THREADS });
    for (const isSplit of [false, true]) {
      const below = open(app.port);
      await once(below, 'connect');
      if (isSplit) for (const byte of renderIpv4('192.0.2.9')) below.write(Buffer.from([byte]));
      else below.write(renderIpv4('192.0.2.9'));
      const ca = readFileSync(certPath);
      const socket = connectByTls({ socket: below, servername: 'localhost', ca });
      expect(await answerTo(socket, GET)).toMatch(/^HTTP\/1\.1 200 /);
    }
    await until(() => clientsIn(app.log()).length === 2);
    expect(clientsIn(app.log())).toEqual(['192.0.2.9', '192.0.2.9']);
    // In one piece with what follows, here with what is no handshake.
    expect(await answerTo(open(app.port), V1 + GET)).toMatch(/^HTTP\/1\.1 400 /);
    await until(() => app.log().some(({ reason }) => reason === 'plain_http'));
    expect(app.log().find(({ reason }) => reason === 'plain_http')?.['clientAddress']).toBe(
      '192.0.2.1',
    );
    const exited = once(app.program, 'exit');
    app.program.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
  });
});

describe.each(['1', '2'])('with %s serving threads', (SERVING_THREADS) => {
  it('ends connections before and after their header, without one that fails', async () => {
    const app = await start({ SERVING_THREADS });
    const idle = open(app.port);
    const keep = GET.replace('Connection: close\r\n', '');
    idle.write(V1 + keep);
    await once(idle, 'data');
    const exited = once(app.program, 'exit');
    app.program.kill('SIGTERM');
    await once(idle.resume(), 'close');
    expect(await exited).toEqual([0, null]);
    expect(clientsIn(app.log())).toEqual(['192.0.2.1']);
  });
});
