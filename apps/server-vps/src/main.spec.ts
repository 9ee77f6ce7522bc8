import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ended, listening, runProgram, startProgram } from '@tscratch/server/testing';
import { makeCertificate } from '@tscratch/server/testing/make-certificate';

const main = join(import.meta.dirname, 'main.ts');

describe('server-vps', () => {
  it('answers until SIGTERM and exits with 0', async () => {
    const program = startProgram(main);
    const response = await fetch(await listening(program));
    expect(await response.text()).toMatch(/^tscratch is alive and the time is \d{4}-\d\d-\d\dT/);
    program.kill('SIGTERM');
    expect(await ended(program)).toMatchObject({ exitCode: 0, stderr: '' });
  });

  it('prints its name and version', async () => {
    const { stdout } = await runProgram(main, { args: ['--version'] });
    expect(stdout).toBe('server-vps 0.1.0\n');
  });

  it('speaks HTTPS with a certificate and its key', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'main-'));
    const { certPath, keyPath } = makeCertificate(folder, 'served');
    const program = startProgram(main, { env: { TLS_CERT_FILE: certPath, TLS_KEY_FILE: keyPath } });
    const { port } = new URL(await listening(program));
    const ca = readFileSync(certPath);
    const call = get({ host: '127.0.0.1', servername: 'localhost', port, ca, agent: false });
    const [response] = (await once(call, 'response')) as [IncomingMessage];
    expect(response.resume().headers['strict-transport-security']).toBe('max-age=31536000');
    program.kill('SIGTERM');
    expect(await ended(program)).toMatchObject({ exitCode: 0, stderr: '' });
    rmSync(folder, { recursive: true });
  });
});
