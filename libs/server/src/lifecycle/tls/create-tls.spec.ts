import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import {
  copyFileSync,
  linkSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { open as openFile, writeFile } from 'node:fs/promises';
import { get, type IncomingMessage, type Server } from 'node:http';
import { Agent, get as getByTls } from 'node:https';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { connect as connectByTls, TLSSocket } from 'node:tls';
import { createLifecycle, type LifecycleControl } from '../create-lifecycle.ts';
import { createLog } from '../../telemetry/log/log.ts';
import { createMetrics } from '../../telemetry/metrics/create-metrics.ts';
import { makeCertificate } from '../../../testing/make-certificate.ts';
import { startApp } from '../../../testing/start-app.ts';
import { createTls } from './create-tls.ts';

const folder = mkdtempSync(join(tmpdir(), 'tls-'));
const inFolder = (name: string): string => join(folder, name);
const [first, second] = [makeCertificate(folder, 'first'), makeCertificate(folder, 'second')];
const paths = { certPath: inFolder('tls.crt'), keyPath: inFolder('tls.key') };
const ca = [first, second].map(({ certPath }) => readFileSync(certPath, 'utf8'));
const today = new X509Certificate(ca[1] ?? '').validFromDate;

interface RunningTls {
  readonly server: Server;
  readonly port: number;
  readonly lifecycle: LifecycleControl;
  readonly lines: readonly Record<string, unknown>[];
}

let open: Server | undefined;

/** Replaces a pair by rename, as Kubernetes and Nomad do. */
function place({ certPath, keyPath }: typeof paths): void {
  copyFileSync(certPath, inFolder('new.crt'));
  copyFileSync(keyPath, inFolder('new.key'));
  renameSync(inFolder('new.crt'), paths.certPath);
  renameSync(inFolder('new.key'), paths.keyPath);
}

async function start(handshakeTimeoutMs = 10_000): Promise<RunningTls> {
  const lines: Record<string, unknown>[] = [];
  const write = (line: string) => lines.push(JSON.parse(line) as Record<string, unknown>);
  const log = createLog({ level: 'info', now: () => today, take: write });
  const lifecycle = createLifecycle(log);
  const options = { paths, handshakeTimeoutMs, now: () => today, metrics: createMetrics() };
  const create = await createTls({ ...options, lifecycle, log });
  const server = create({}, (_request, response) => response.end('private'));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  open = server;
  return { server, port: (server.address() as AddressInfo).port, lifecycle, lines };
}

/** @returns The answer, and the name in the certificate that it came under. */
async function ask(port: number, agent?: Agent): Promise<{ body: string; name: unknown }> {
  const options = { port, host: '127.0.0.1', servername: 'localhost', ca, agent: agent ?? false };
  const [response] = (await once(getByTls(options), 'response')) as [IncomingMessage];
  const name =
    response.socket instanceof TLSSocket ? response.socket.getPeerCertificate().subject.CN : '';
  return { body: await text(response), name };
}

beforeEach(() => {
  place(first);
});
afterEach(() => {
  open?.close().closeAllConnections();
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('createTls()', () => {
  it('serves with the pair and logs when it expires', async () => {
    const { port, lines } = await start();
    expect(await ask(port)).toEqual({ body: 'private', name: 'first' });
    const validUntil = new X509Certificate(ca[0] ?? '').validToDate.toISOString();
    expect(lines).toMatchObject([{ msg: 'certificate loaded', validUntil }]);
  });

  it('selects HTTP/1.1 if a client offers more', async () => {
    const { port } = await start();
    const socket = connectByTls({
      port,
      ca,
      servername: 'localhost',
      ALPNProtocols: ['h2', 'http/1.1'],
    });
    await once(socket, 'secureConnect');
    expect(socket.alpnProtocol).toBe('http/1.1');
    socket.destroy();
  });

  it('rejects TLS 1.1', async () => {
    const { port } = await start();
    const old = {
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    } as const;
    const socket = connectByTls({ port, ca, servername: 'localhost', ...old });
    const [error] = (await once(socket, 'error')) as [unknown];
    expect(error).toMatchObject({ code: 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION' });
  });

  it('closes a connection that sends no handshake', async () => {
    const { port } = await start(20);
    await text(connect(port, '127.0.0.1'));
  });

  it('closes on a plain-text request, and keeps serving', async () => {
    const { port } = await start();
    const [error] = (await once(get({ port, host: '127.0.0.1' }), 'error')) as [unknown];
    expect(error).toMatchObject({ code: 'ECONNRESET' });
    expect((await ask(port)).body).toBe('private');
  });
});

describe('a new pair', () => {
  it('is kept if a slower reading of the old files ends after it', async () => {
    let renew = (): unknown => undefined;
    const lifecycle = { onReload: (_: string, run: () => unknown) => void (renew = run) };
    const log = createLog({ level: 'info', now: () => today, take: () => undefined });
    const options = { handshakeTimeoutMs: 10_000, now: () => today, metrics: createMetrics() };
    const create = await createTls({ ...options, paths, lifecycle, log });
    const server = create({}, (_request, response) => response.end('private'));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    open = server;
    // The old key comes through a FIFO, which lets the first reading wait in its middle.
    execFileSync('mkfifo', [inFolder('fifo')]);
    linkSync(inFolder('fifo'), inFolder('fifo.key'));
    renameSync(inFolder('fifo.key'), paths.keyPath);
    const slow = renew();
    await using key = await openFile(inFolder('fifo'), 'w'); // waits until it reads the key, after the old certificate
    place(second);
    const quick = renew();
    await ask(port);
    await key.writeFile(readFileSync(first.keyPath));
    await key.close();
    await Promise.all([slow, quick]);
    expect(await ask(port)).toEqual({ body: 'private', name: 'second' });
  });

  it('is not read if the first came through a pipe, whose bytes are gone', async () => {
    rmSync(paths.certPath);
    execFileSync('mkfifo', [paths.certPath]);
    const starting = start();
    await writeFile(paths.certPath, readFileSync(first.certPath));
    const { port, lifecycle, lines } = await starting;
    await lifecycle.reload();
    expect(lines.map(({ msg }) => msg)).toEqual(['certificate loaded', 'reloaded']);
    expect(await ask(port)).toEqual({ body: 'private', name: 'first' });
  });

  it('is loaded on a reload, while connections with the old one stay open', async () => {
    const { port, lifecycle } = await start();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    expect(await ask(port, agent)).toMatchObject({ name: 'first' });
    place(second);
    await lifecycle.reload();
    expect(await ask(port, agent)).toEqual({ body: 'private', name: 'first' }); // the same connection
    expect(await ask(port)).toEqual({ body: 'private', name: 'second' });
    agent.destroy();
  });

  it.each([
    [
      'a key of another certificate',
      () => {
        copyFileSync(second.certPath, paths.certPath);
      },
      /^Cannot serve .* does not match the key/,
    ],
    [
      'no file',
      () => {
        rmSync(paths.keyPath);
      },
      /^Cannot read TLS_KEY_FILE/,
    ],
  ])(
    'is refused with a sentence where it is %s, and the old one stays',
    async (_, spoil, reason) => {
      const { port, lifecycle, lines } = await start();
      spoil();
      await lifecycle.reload();
      expect(lines.at(-1)).toMatchObject({
        reason: expect.stringMatching(reason) as string,
        msg: 'reload failed, keeping the old state',
      });
      expect((await ask(port)).name).toBe('first');
    },
  );
});

describe('changed files', () => {
  beforeEach(() => {
    const real = ['setTimeout', 'setImmediate', 'nextTick', 'queueMicrotask', 'Date'] as const;
    jest.useFakeTimers({ doNotFake: [...real, 'hrtime', 'performance'] });
  });
  afterEach(() => jest.useRealTimers());

  async function pollUntil(lines: RunningTls['lines'], count: number): Promise<void> {
    jest.advanceTimersByTime(5_000);
    while (lines.length < count) await new Promise(setImmediate);
  }

  it('are loaded without a signal', async () => {
    const { port, lines } = await start();
    place(second);
    await pollUntil(lines, 2);
    expect(lines.at(-1)).toMatchObject({ msg: 'certificate renewed' });
    expect((await ask(port)).name).toBe('second');
  });

  it('are logged once if they are not usable', async () => {
    const { port, lines } = await start();
    writeFileSync(paths.certPath, 'half');
    await pollUntil(lines, 2);
    expect(lines.at(-1)).toMatchObject({
      msg: 'renewal failed, keeping the old state',
    });
    expect((await ask(port)).name).toBe('first');
    jest.advanceTimersByTime(5_000);
    place(second);
    await pollUntil(lines, 3);
    expect(lines.at(-1)).toMatchObject({ msg: 'certificate renewed' });
  });
});

describe('createTls() at the start', () => {
  it.each([
    [
      'a missing certificate',
      () => {
        rmSync(paths.certPath);
      },
      66,
      `Cannot read TLS_CERT_FILE="${paths.certPath}": ENOENT; create it, or set TLS_CERT_FILE to another file`,
    ],
    [
      'a certificate that is none',
      () => {
        writeFileSync(paths.certPath, 'x');
      },
      78,
      `Cannot serve with the certificate "${paths.certPath}": expected a PEM certificate followed by its chain; set TLS_CERT_FILE to one`,
    ],
    [
      'a key that is none',
      () => {
        writeFileSync(paths.keyPath, 'x');
      },
      78,
      `Cannot serve with the key "${paths.keyPath}": expected a PEM private key without a passphrase; set TLS_KEY_FILE to one`,
    ],
    [
      'a key of another',
      () => {
        copyFileSync(second.keyPath, paths.keyPath);
      },
      78,
      `Cannot serve with the certificate "${paths.certPath}": it does not match the key "${paths.keyPath}"; set TLS_CERT_FILE and TLS_KEY_FILE to a pair`,
    ],
  ])('rejects %s', async (_, spoil, exitCode, message) => {
    spoil();
    await expect(start()).rejects.toMatchObject({ exitCode, message });
  });
});

describe('a server without TLS', () => {
  it('aborts a TLS handshake, and keeps serving', async () => {
    await using app = await startApp();
    const socket = connectByTls({ port: app.port, host: '127.0.0.1', ca });
    const [error] = (await once(socket, 'error')) as [{ code: string }];
    expect(error.code).toMatch(/^ERR_SSL|^ECONNRESET/);
    expect((await fetch(app.origin)).status).toBe(200);
  });
});
