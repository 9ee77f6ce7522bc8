import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { get } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import { makeCertificate } from '../../../testing/make-certificate.ts';
import { createLog } from '../../telemetry/log/log.ts';
import { createMetrics } from '../../telemetry/metrics/create-metrics.ts';
import { createLifecycle, type LifecycleControl } from '../create-lifecycle.ts';
import { createTls } from './create-tls.ts';

const DAY_MS = 86_400_000;
const folder = mkdtempSync(join(tmpdir(), 'validity-'));
const first = makeCertificate(folder, 'first', 30);
const second = makeCertificate(folder, 'second', 10);
const paths = { certPath: join(folder, 'tls.crt'), keyPath: join(folder, 'tls.key') };
const { validFromDate: from, validToDate: to } = new X509Certificate(readFileSync(first.certPath));

let now: Date;
let server: Server;
let lifecycle: LifecycleControl;
let lines: Record<string, unknown>[];
let metrics: ReturnType<typeof createMetrics>;

function place({ certPath, keyPath }: typeof paths): void {
  copyFileSync(certPath, paths.certPath);
  copyFileSync(keyPath, paths.keyPath);
}

/** Starts a server on a day relative to the beginning of the certificates. */
async function startOnDay(day: number): Promise<void> {
  now = new Date(from.getTime() + day * DAY_MS);
  lines = [];
  const take = (line: string) => lines.push(JSON.parse(line) as Record<string, unknown>);
  const log = createLog({ level: 'info', now: () => now, take });
  lifecycle = createLifecycle(log);
  metrics = createMetrics();
  const options = { paths, handshakeTimeoutMs: 10_000, now: () => now };
  const create = await createTls({ ...options, lifecycle, log, metrics });
  server = create({}, (_request, response) => response.end());
  await once(server.listen(0, '127.0.0.1'), 'listening');
}

function remainingDays(): number | undefined {
  const family = metrics.snapshot().find(({ name }) => name === 'tls.server.certificate.remaining');
  return family?.series[0]?.value;
}

async function nameServed(): Promise<unknown> {
  const { port } = server.address() as AddressInfo;
  const request = get({ port, host: '127.0.0.1', agent: false, rejectUnauthorized: false });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  response.resume();
  return response.socket instanceof TLSSocket && response.socket.getPeerCertificate().subject.CN;
}

beforeEach(() => {
  place(first);
  server = createServer();
});
afterEach(() => {
  server.close().closeAllConnections();
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('a certificate', () => {
  const expired = 'certificate has expired, serving with it; renew it or correct the clock';
  const early =
    'certificate is not yet valid, serving with it; correct the clock or have another issued';

  it.each([
    ['that has expired', 31, -1, expired],
    ['that is not yet valid, as after a boot without a clock', -20_000, 20_030, early],
  ])('%s is served, with a warning', async (_, day, remaining, msg) => {
    await startOnDay(day);
    expect(await nameServed()).toBe('first');
    expect(lines).toMatchObject([
      { level: 'info', msg: 'certificate loaded' },
      { level: 'warn', msg, validUntil: to.toISOString() },
    ]);
    expect(remainingDays()).toBeCloseTo(remaining, 2);
  });

  it('is counted down, and warned of once when it expires', async () => {
    await startOnDay(1);
    expect(remainingDays()).toBeCloseTo(29, 2);
    now = new Date(to.getTime() + 1_000);
    await lifecycle.reload();
    await lifecycle.reload();
    expect(remainingDays()).toBeLessThan(0);
    expect(lines.filter(({ level }) => level === 'warn')).toMatchObject([{ msg: expired }]);
  });

  it('is reported as valid once the clock is corrected', async () => {
    await startOnDay(-20_000);
    now = new Date(from.getTime() + DAY_MS);
    await lifecycle.reload();
    expect(lines.map(({ msg }) => msg)).toEqual([
      'certificate loaded',
      early,
      'certificate is valid now',
      'reloaded',
    ]);
  });

  it('that is out of date does not replace a valid one, until that is out of date too', async () => {
    await startOnDay(20);
    place(second);
    await lifecycle.reload();
    expect(lines.at(-1)).toMatchObject({
      reason: expect.stringMatching(
        /^Cannot replace a valid certificate by ".*": it is valid from .* to .*, but the time is .*; renew it or correct the clock$/,
      ) as string,
      msg: 'reload failed, keeping the old state',
    });
    expect(await nameServed()).toBe('first');
    now = new Date(to.getTime() + 1_000);
    await lifecycle.reload();
    expect(await nameServed()).toBe('second');
  });

  it('that is out of date replaces one that is out of date too', async () => {
    await startOnDay(31);
    place(second);
    await lifecycle.reload();
    expect(await nameServed()).toBe('second');
  });
});
