import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeCertificate } from '../../../testing/make-certificate.ts';
import { mountFiles } from '../../../testing/mounted-volume.ts';
import { until } from '../../../testing/until.ts';
import { createLog } from '../../telemetry/log/log.ts';
import { trustCaFile } from './trust-ca-file.ts';

const lifecycle = { onReload: () => undefined };
const log = createLog({ level: 'off', now: () => new Date(0), take: () => undefined });
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
const outcome = () => fetch(url).then((response) => response.text(), ({ cause }) => cause.code);
let reload;
const lifecycle = { onReload: (name, run) => (reload = run) };
const log = { info: () => undefined };
if (path) await trustCaFile(path, { lifecycle, log });
process.stdout.write(await outcome());
for await (const _ of process.stdin) {
  await reload();
  process.stdout.write(await outcome());
}
`;

async function fetchTrusting(...caPath: string[]): Promise<string> {
  const url = `https://localhost:${(server.address() as AddressInfo).port}/`;
  const modulePath = join(import.meta.dirname, 'trust-ca-file.ts');
  const args = ['--input-type=module', '--eval', SCRIPT, '--', modulePath, url, ...caPath];
  const running = promisify(execFile)(process.execPath, args);
  running.child.stdin?.end();
  return (await running).stdout;
}

describe('trustCaFile()', () => {
  it('makes outgoing connections trust its certificates', async () => {
    expect(await fetchTrusting()).toBe('DEPTH_ZERO_SELF_SIGNED_CERT');
    expect(await fetchTrusting(certPath)).toBe('inside');
  });

  it('trusts what a mounted volume has at a reload, and nothing that is gone from it', async () => {
    const other = makeCertificate(folder, 'other');
    const volume = join(folder, 'volume');
    mountFiles(volume, 'content-1', { 'ca.crt': other.certPath });
    const url = `https://localhost:${(server.address() as AddressInfo).port}/`;
    const modulePath = join(import.meta.dirname, 'trust-ca-file.ts');
    const args = ['--input-type=module', '--eval', SCRIPT, '--', modulePath, url];
    const program = spawn(process.execPath, [...args, join(volume, 'ca.crt')]);
    let output = '';
    program.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const untrusted = 'DEPTH_ZERO_SELF_SIGNED_CERT';
    await until(() => output === untrusted);
    mountFiles(volume, 'content-2', { 'ca.crt': certPath });
    program.stdin.write('reload');
    await until(() => output === `${untrusted}inside`);
    program.stdin.end();
    const [status] = (await once(program, 'exit')) as [number];
    expect([status, output]).toEqual([0, `${untrusted}inside`]);
  });

  it.each([
    ['absent', undefined, 66, /^Cannot read CA_FILE=".*": ENOENT; create it, or set/],
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
    await expect(trustCaFile(path, { lifecycle, log })).rejects.toMatchObject({
      exitCode,
      message: expect.stringMatching(message) as string,
    });
  });
});
