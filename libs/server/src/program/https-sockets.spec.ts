import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { get as getByTls } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeCertificate } from '../../testing/make-certificate.ts';
import { manageService } from '../../testing/service-manager.ts';
import { runProgram } from '../../testing/start-program.ts';
import { until } from '../../testing/until.ts';

const programs = join(import.meta.dirname, '../../testing/programs');
const main = join(import.meta.dirname, '../../../../apps/server-vps/src/main.ts');
const folder = mkdtempSync(join(tmpdir(), 'https-sockets-'));
const { certPath: TLS_CERT_FILE, keyPath: TLS_KEY_FILE } = makeCertificate(folder, 'own');

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('sockets passed for HTTPS', () => {
  it('serve it on the one named https, and redirect on those named redirect and http', async () => {
    await using manager = manageService(main);
    const sockets = { http: 'tcp', https: 'tcp', redirect: 'tcp' };
    manager.start({ sockets, env: { TLS_CERT_FILE, TLS_KEY_FILE } });
    await manager.logged('ready');
    const port = manager.port('https');
    const call = getByTls({ port, host: '127.0.0.1', rejectUnauthorized: false, agent: false });
    const [response] = (await once(call, 'response')) as [IncomingMessage];
    expect(response.resume().statusCode).toBe(200);
    for (const name of ['redirect', 'http']) {
      const sent = request({
        port: manager.port(name),
        host: '127.0.0.1',
        path: '/a',
        agent: false,
      });
      const [answer] = (await once(sent.end(), 'response')) as [IncomingMessage];
      expect([name, answer.resume().statusCode, answer.headers.location]).toEqual([
        name,
        308,
        `https://127.0.0.1:${port}/a`,
      ]);
    }
  });

  it.each(['https', 'redirect'])('are refused without TLS: %s', async (name) => {
    await using manager = manageService(main);
    manager.start({ sockets: { [name]: 'tcp' }, env: { PORT: '0' } });
    await until(() => manager.ended().length === 1);
    expect([manager.ended(), manager.stderr()]).toEqual([
      [78],
      expect.stringContaining(
        `Cannot use the socket passed as "${name}" without TLS: set TLS_ACME_DOMAINS`,
      ),
    ]);
  });
});

describe('a program with wrong settings of ACME', () => {
  const isAcme = { TLS_ACME_DOMAINS: 'example.org' };

  it.each([
    [isAcme, 78, /no directory; set TLS_ACME_DIRECTORY/],
    [
      { ...isAcme, TLS_ACME_DIRECTORY: '/dev/null/x' },
      73,
      /Cannot keep certificates in "\/dev\/null\/x": ENOTDIR;/,
    ],
    [
      { TLS_ACME_DOMAINS: 'example.org,*.example.org' },
      78,
      /Cannot read "\*\.example\.org" in TLS_ACME_DOMAINS=.*no wildcard, which would need a challenge in the DNS/,
    ],
    [
      { ...isAcme, TLS_CERT_FILE, TLS_KEY_FILE },
      78,
      /TLS_ACME_DOMAINS="example\.org" with TLS_CERT_FILE=/,
    ],
    [
      { ...isAcme, TLS_ACME_URL: 'http://ca.example/' },
      78,
      /TLS_ACME_URL="http:.*expected an https URL/,
    ],
    [
      { ...isAcme, TLS_ACME_DIRECTORY: folder, TLS_ACME_CA_FILE: '/nonexistent' },
      66,
      /Cannot read TLS_ACME_CA_FILE="\/nonexistent": ENOENT/,
    ],
    [
      { ...isAcme, TLS_ACME_DIRECTORY: folder, TLS_ACME_CA_FILE: TLS_KEY_FILE },
      78,
      /Cannot trust TLS_ACME_CA_FILE=.*number 1 is not one/,
    ],
    [{ HTTP_REDIRECT_PORT: '80' }, 78, /HTTP_REDIRECT_PORT=80 without TLS/],
    [
      { ...isAcme, HTTP_REDIRECT_PORT: '80', TLS_ACME_EAB_KID: 'k' },
      78,
      /TLS_ACME_EAB_KID="k" alone/,
    ],
  ])('stops with %j by status %d', async (env, exitCode, sentence) => {
    const { stderr, ...ended } = await runProgram(join(programs, 'program.fixture.ts'), { env });
    expect([ended.exitCode, stderr]).toEqual([exitCode, expect.stringMatching(sentence)]);
  });
});
