import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createSecureContext, createServer, type Server } from 'node:tls';
import { makeCertificate } from '../../../testing/make-certificate.ts';
import { chooseProtocol } from './choose-protocol.ts';

const folder = mkdtempSync(join(tmpdir(), 'alpn-'));
const [own, challenge] = ['own', 'challenge'].map((name) => {
  const { certPath, keyPath } = makeCertificate(folder, name);
  return { cert: readFileSync(certPath), key: readFileSync(keyPath) };
});
const challengeFor = (domain: string) =>
  domain === 'example.org' ? createSecureContext(challenge) : undefined;
let server: Server;

async function shake(
  offered: readonly string[],
  maxVersion: 'TLSv1.2' | 'TLSv1.3',
  name = 'example.org',
) {
  const { port } = server.address() as AddressInfo;
  const options = { port, servername: name, rejectUnauthorized: false, maxVersion };
  const socket = connect({ ...options, ALPNProtocols: [...offered] });
  try {
    await once(socket, 'secureConnect');
    return [socket.alpnProtocol, socket.getPeerCertificate().subject.CN];
  } catch (error) {
    return (error as { code: string }).code;
  } finally {
    socket.destroy();
  }
}

afterEach(() => {
  server.close();
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe.each(['TLSv1.2', 'TLSv1.3'] as const)('chooseProtocol() with %s', (version) => {
  const refused = 'ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL';

  it.each([
    [['acme-tls/1'], 'example.org', ['acme-tls/1', 'challenge']],
    [['acme-tls/1'], 'other.org', refused],
    [['http/1.1'], 'example.org', ['http/1.1', 'own']],
    [['acme-tls/1', 'http/1.1'], 'example.org', ['http/1.1', 'own']],
    [['spdy/3'], 'example.org', refused],
  ])('with challenges answers the offer %j for %s by %j', async (offered, name, expected) => {
    server = createServer({ ...own, ...chooseProtocol(['http/1.1'], challengeFor) });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    expect(await shake(offered, version, name)).toEqual(expected);
  });

  it.each([
    [
      ['h2', 'http/1.1'],
      ['http/1.1', 'own'],
    ],
    [['acme-tls/1'], refused],
  ])('without challenges answers the offer %j by %j', async (offered, expected) => {
    server = createServer({ ...own, ...chooseProtocol(['http/1.1']) });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    expect(await shake(offered, version)).toEqual(expected);
  });
});
