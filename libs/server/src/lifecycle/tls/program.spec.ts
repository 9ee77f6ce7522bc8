import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { Agent, createServer, get, type RequestOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { TLSSocket } from 'node:tls';
import { makeCertificate } from '../../../testing/make-certificate.ts';
import { mountFiles } from '../../../testing/mounted-volume.ts';
import { runProgram } from '../../../testing/start-program.ts';
import { startReady } from '../../../testing/start-ready.ts';
import { until } from '../../../testing/until.ts';

const main = join(import.meta.dirname, '../../../testing/programs/program.fixture.ts');
const folder = mkdtempSync(join(tmpdir(), 'tls-program-'));
const served = makeCertificate(folder, 'served');
const renewed = makeCertificate(folder, 'renewed');
const ca = [served, renewed].map(({ certPath }) => readFileSync(certPath, 'utf8'));
const pair = { TLS_CERT_FILE: served.certPath, TLS_KEY_FILE: served.keyPath };

async function ask(port: number, options: RequestOptions = {}): Promise<IncomingMessage> {
  const call = get({ host: '127.0.0.1', servername: 'localhost', port, ca, ...options });
  const [response] = (await once(call, 'response')) as [IncomingMessage];
  return response;
}

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('a program with TLS_CERT_FILE and TLS_KEY_FILE', () => {
  it('speaks HTTPS, and sends Strict-Transport-Security', async () => {
    using running = await startReady(main, pair);
    const { portOf } = running;
    const response = await ask(portOf(), { agent: false });
    expect(response.statusCode).toBe(200);
    expect(response.headers['strict-transport-security']).toBe('max-age=31536000');
    expect(await text(response)).toContain('is alive');
    const plain = await fetch(`http://127.0.0.1:${portOf()}/`);
    expect([plain.status, await plain.text()]).toEqual([400, expect.stringContaining('HTTPS')]);
  });

  it('loads the files of a mounted volume again at SIGHUP', async () => {
    const volume = join(folder, 'volume');
    mountFiles(volume, 'content-1', { 'tls.crt': served.certPath, 'tls.key': served.keyPath });
    using running = await startReady(main, {
      TLS_CERT_FILE: join(volume, 'tls.crt'),
      TLS_KEY_FILE: join(volume, 'tls.key'),
    });
    const { portOf, log, program } = running;
    mountFiles(volume, 'content-2', { 'tls.crt': renewed.certPath, 'tls.key': renewed.keyPath });
    program.kill('SIGHUP');
    await until(() => log().some(({ name, msg }) => name === 'certificate' && msg === 'reloaded'));
    const response = await ask(portOf(), { agent: false });
    const certificate =
      response.socket instanceof TLSSocket && response.socket.getPeerCertificate();
    expect(certificate).toMatchObject({ subject: { CN: 'renewed' } });
    response.resume();
  });

  it.each(['1', '2'])('logs and counts what it redirects, with %s threads', async (threads) => {
    const env = { ...pair, HTTP_REDIRECT_PORT: '0', OPS_PORT: '0', SERVING_THREADS: threads };
    using running = await startReady(main, env);
    const { portOf, log } = running;
    const asked = await fetch(`http://127.0.0.1:${portOf('redirect')}/a`, { redirect: 'manual' });
    expect(asked.status).toBe(308);
    await until(() =>
      log().some(({ listener, status }) => listener === 'redirect' && status === 308),
    );
    const metrics = await fetch(`http://127.0.0.1:${portOf('ops')}/metrics`);
    expect(await metrics.text()).toContain(
      '\nhttp_server_redirects_total{http_response_status_code="308"} 1\n',
    );
  });

  it('counts connections and sheds requests like a plain server', async () => {
    const env = { ...pair, OPS_PORT: '0', MAX_REQUESTS_IN_FLIGHT: '1' };
    using running = await startReady(main, env);
    const { portOf } = running;
    const metrics = async () => (await fetch(`http://127.0.0.1:${portOf('ops')}/metrics`)).text();
    const agent = new Agent({ keepAlive: true });
    (await ask(portOf(), { agent })).resume();
    await until(async () =>
      (await metrics()).includes('\nhttp_server_connections{state="idle"} 1\n'),
    );
    const waiting = ask(portOf(), { path: '/wait', agent });
    await until(async () => (await metrics()).includes('\nhttp_server_active_requests 1\n'));
    const refused = await ask(portOf(), { agent: false });
    expect([refused.statusCode, refused.headers['retry-after']]).toEqual([503, '10']);
    expect(await metrics()).toContain('\nhttp_server_shed_requests_total{reason="in_flight"} 1\n');
    expect(await metrics()).toMatch(/\ntls_server_certificate_remaining_days (29\.\d+|30)\n/);
    agent.destroy();
    await expect(waiting).rejects.toThrow('socket hang up');
  });
});

describe('a program without them', () => {
  it('does not send Strict-Transport-Security', async () => {
    using running = await startReady(main);
    const { headers } = await fetch(`http://127.0.0.1:${running.portOf()}/`);
    expect(headers.get('strict-transport-security')).toBeNull();
  });

  it.each([
    [{ TLS_CERT_FILE: served.certPath }, 78, /TLS_KEY_FILE/],
    [{ ...pair, TLS_KEY_FILE: '/nonexistent' }, 66, /^fixture: Cannot read TLS_KEY_FILE=/],
    [{ CA_FILE: '/nonexistent' }, 66, /^fixture: Cannot read CA_FILE="\/nonexistent": /],
  ])('rejects %j by status %d and a sentence', async (env, exitCode, sentence) => {
    const { stderr, ...refused } = await runProgram(main, { env });
    expect(refused.exitCode).toBe(exitCode);
    expect(stderr).toMatch(sentence);
    expect(stderr).toMatch(/^[^\n]+\n$/);
  });
});

describe('a program that calls a service with a private certificate', () => {
  const partner = makeCertificate(folder, 'partner');
  const service = createServer(
    { cert: readFileSync(partner.certPath), key: readFileSync(partner.keyPath) },
    (_request, response) => response.end('in private'),
  );
  let url: string;
  beforeAll(async () => {
    await once(service.listen(0, '127.0.0.1'), 'listening');
    url = `https://localhost:${(service.address() as AddressInfo).port}/`;
  });
  afterAll(() => {
    service.close().closeAllConnections();
  });

  it.each([
    [{ CA_FILE: partner.certPath }, 200, 'in private'],
    [{}, 500, 'Internal Server Error\n'],
  ])('trusts it with %j', async (env, status, body) => {
    using running = await startReady(main, env);
    const origin = `http://127.0.0.1:${running.portOf()}`;
    const answer = await fetch(`${origin}/call?url=${encodeURIComponent(url)}`);
    expect([answer.status, await answer.text()]).toEqual([status, body]);
  });
});
