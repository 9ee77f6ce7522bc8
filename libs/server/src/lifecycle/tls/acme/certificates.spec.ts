import { spawnSync } from 'node:child_process';
import { createHash, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeCertificate } from '../../../../testing/make-certificate.ts';
import { renderOwnCertificate, renderRequest, renewalIdOf } from './certificates.ts';

const folder = mkdtempSync(join(tmpdir(), 'acme-der-'));
const { privateKey: key } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const from = new Date('2026-11-22T06:00:00Z');
const to = new Date('2026-12-22T06:00:00Z');

function openssl(args: readonly string[], input: string | Uint8Array): string {
  const { stdout, stderr } = spawnSync('openssl', args, { input, encoding: 'utf8' });
  return stdout + stderr;
}

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('renderRequest()', () => {
  it.each([
    ['one name', ['example.org']],
    ['three names', ['example.org', 'www.example.org', 'xn--bcher-kva.example']],
    [
      '100 long names',
      Array.from({ length: 100 }, (_, index) => `${'a'.repeat(63)}.host-${index}.example.org`),
    ],
  ])('renders a request that openssl verifies and reads, with %s', (_, domains) => {
    const der = renderRequest(domains, key);
    const text = openssl(['req', '-inform=DER', '-verify', '-noout', '-text'], der);
    expect(text).toContain('verify OK');
    expect(text).toContain(domains.map((domain) => `DNS:${domain}`).join(', '));
    expect(text).toMatch(/Subject:\s*\n/);
    expect(text).toContain('NIST CURVE: P-256');
    expect(text).toContain('ecdsa-with-SHA256');
  });

  it('cannot be verified if a byte of it was changed', () => {
    const der = renderRequest(['example.org'], key);
    der.write('X', der.indexOf('example.org'));
    expect(openssl(['req', '-inform=DER', '-verify', '-noout'], der)).not.toContain('verify OK');
  });
});

describe('renderOwnCertificate()', () => {
  it.each([
    [from, to],
    [new Date('2049-12-31T23:59:59Z'), new Date('2050-01-01T00:00:00Z')], // both forms of a time
  ])('renders one valid from %j to %j that openssl verifies and reads', (start, end) => {
    const domains = ['example.org', 'www.example.org'];
    const pem = renderOwnCertificate({ domains, key, from: start, to: end });
    const path = join(folder, 'own.pem');
    writeFileSync(path, pem);
    const atTime = `-attime=${start.getTime() / 1000}`;
    expect(openssl(['verify', atTime, '-check_ss_sig', `-CAfile=${path}`, path], '')).toContain(
      ': OK',
    );
    const certificate = new X509Certificate(pem);
    expect(certificate.checkPrivateKey(key)).toBe(true);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect([certificate.validFromDate, certificate.validToDate]).toEqual([start, end]);
    expect(certificate.subjectAltName).toBe('DNS:example.org, DNS:www.example.org');
    expect(certificate.checkHost('www.example.org')).toBe('www.example.org');
    expect(certificate.subject).toBe('CN=made by the server itself');
  });

  it('has a serial number of its own each time', () => {
    const serials = Array.from({ length: 2 }, () => {
      const pem = renderOwnCertificate({ domains: ['example.org'], key, from, to });
      return new X509Certificate(pem).serialNumber;
    });
    expect(new Set(serials).size).toBe(2);
  });

  it('carries the digest of a challenge in a critical extension', () => {
    const challengeDigest = createHash('sha256').update('token.thumbprint').digest();
    const pem = renderOwnCertificate({ domains: ['example.org'], key, from, to, challengeDigest });
    const text = openssl(['x509', '-noout', '-text'], pem);
    expect(text).toMatch(/1\.3\.6\.1\.5\.5\.7\.1\.31: critical\n/);
    const der = new X509Certificate(pem).raw;
    expect(
      der.indexOf(Buffer.concat([Buffer.of(0x04, 0x22, 0x04, 0x20), challengeDigest])),
    ).not.toBe(-1);
  });
});

describe('renewalIdOf()', () => {
  it('renders the example of RFC 9773, section 4.1', () => {
    const keyId = '69885b6b87464041e1b37b847ba0ae2cde01c8d4';
    const extension = Buffer.from(`0603551d23041830168014${keyId}`, 'hex');
    expect(renewalIdOf(extension, '87654321')).toBe('aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE');
  });

  it('agrees with openssl', () => {
    const { certPath, keyPath } = makeCertificate(folder, 'issuer');
    const request = join(folder, 'request.der');
    const extensions = join(folder, 'extensions');
    writeFileSync(request, renderRequest(['example.org'], key));
    writeFileSync(extensions, 'authorityKeyIdentifier=keyid:always\n');
    const issue = [
      'x509',
      '-req',
      '-inform=DER',
      `-in=${request}`,
      `-CA=${certPath}`,
      `-CAkey=${keyPath}`,
    ];
    const pem = openssl([...issue, `-extfile=${extensions}`, '-set_serial=0x87'], '');
    const shown = openssl(['x509', '-noout', '-ext=authorityKeyIdentifier'], pem);
    const hex = shown.split('\n')[1]?.replaceAll(/[^0-9A-F]|keyid/g, '') ?? '';
    const { raw, serialNumber } = new X509Certificate(pem);
    expect(renewalIdOf(raw, serialNumber)).toBe(
      `${Buffer.from(hex, 'hex').toString('base64url')}.${Buffer.of(0, 0x87).toString('base64url')}`,
    );
  });

  it('returns undefined for a certificate without the key of an authority', () => {
    const pem = renderOwnCertificate({ domains: ['example.org'], key, from, to });
    const { raw, serialNumber } = new X509Certificate(pem);
    expect(renewalIdOf(raw, serialNumber)).toBeUndefined();
  });
});
