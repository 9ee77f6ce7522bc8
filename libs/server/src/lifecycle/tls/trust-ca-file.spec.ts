import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeCertificate } from '../../../testing/make-certificate.ts';
import { trustCaFile } from './trust-ca-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'ca-'));
const { certPath, keyPath } = makeCertificate(folder, 'company');
const certificate = readFileSync(certPath, 'utf8');
const server = createServer({ cert: certificate, key: readFileSync(keyPath) }, (_, response) =>
  response.end('inside'),
);

beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
});
afterAll(() => {
  server.close().closeAllConnections();
  rmSync(folder, { recursive: true });
});

// Trusted certificates are global to a process, so each case runs in a process of its own.
const SCRIPT = `
const [modulePath, url, path] = process.argv.slice(1);
const { trustCaFile } = await import(modulePath);
if (path) await trustCaFile(path);
const text = await fetch(url).then((response) => response.text(), ({ cause }) => cause.code);
process.stdout.write(text);
`;

async function fetchTrusting(...caPath: string[]): Promise<string> {
  const url = `https://localhost:${(server.address() as AddressInfo).port}/`;
  const modulePath = join(import.meta.dirname, 'trust-ca-file.ts');
  const args = ['--input-type=module', '--eval', SCRIPT, '--', modulePath, url, ...caPath];
  return (await promisify(execFile)(process.execPath, args)).stdout;
}

describe('trustCaFile()', () => {
  it('makes outgoing connections trust its certificates', async () => {
    expect(await fetchTrusting()).toBe('DEPTH_ZERO_SELF_SIGNED_CERT');
    expect(await fetchTrusting(certPath)).toBe('inside');
  });

  it.each([
    ['absent', undefined, 66, /^Cannot read CA_FILE=".*": ENOENT; let this user read it, or set/],
    [
      'empty',
      '',
      78,
      /^Cannot trust CA_FILE=".*": expected PEM certificates, but number 1 is not one; set/,
    ],
    [
      'half wrong',
      `${certificate}-----BEGIN CERTIFICATE-----\\nx\\n-----END CERTIFICATE-----\\n`,
      78,
      /number 2 is not one/,
    ],
  ])('rejects a file that is %s', async (name, content, exitCode, message) => {
    const path = join(folder, name);
    if (content !== undefined) writeFileSync(path, content);
    await expect(trustCaFile(path)).rejects.toMatchObject({
      exitCode,
      message: expect.stringMatching(message) as string,
    });
  });
});
