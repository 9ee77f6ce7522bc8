import { spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { tryProgram } from '@tscratch/tools/testing/program';
import { workspacePath } from '@tscratch/tools/testing/workspace';

const rootfs = join(workspacePath, 'dist/apps/server-scratch/rootfs');
const revision = 'c0ffee1234ab'.padEnd(40, '0');
/** More than a pipe holds, 64 KiB: pipe(7). */
const sbom = `${JSON.stringify({
  bomFormat: 'CycloneDX',
  metadata: {
    timestamp: '2026-11-21T23:36:00Z',
    component: { properties: [{ name: 'org.opencontainers.image.revision', value: revision }] },
  },
  components: Array.from({ length: 5_000 }, (_, count) => ({ name: `käse-${count}` })),
})}\n`;

describe('a program like in an image, with an SBOM next to the app file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sbom-'));
  const server = join(folder, 'server');
  const path = join(folder, 'app/sbom.cdx.json');
  const run = (...args: string[]) => tryProgram(server, args, { env: {} });
  const shell = (line: string) => tryProgram('sh', ['-c', line, 'sh', server]);

  beforeAll(() => {
    for (const name of ['server', 'usr/bin/node', 'app/server.app'])
      cpSync(join(rootfs, name), join(folder, name), { verbatimSymlinks: true });
    chmodSync(server, 0o755); // of Node
  });
  beforeEach(() => {
    writeFileSync(path, sbom);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('prints all of it, byte for byte', () => {
    expect(run('sbom')).toEqual({ exitCode: 0, stdout: sbom, stderr: '' });
  });

  it.each(['"$1" sbom | head --bytes=3', '"$1" sbom | true', '"$1" --help | true'])(
    'exits silently when its reader exits first: %s',
    (line) => {
      expect(shell(line)).toMatchObject({ exitCode: 0, stderr: '' });
    },
  );

  it('fails if a full disk truncates its output', () => {
    expect(shell('"$1" sbom > /dev/full')).toMatchObject({
      exitCode: 74,
      stderr: expect.stringMatching(
        /^server-scratch: Cannot write to standard output: ENOSPC; .*\n$/,
      ) as string,
    });
  });

  it('prints its revision after the two words that scripts read', () => {
    const { version } = JSON.parse(
      readFileSync(join(workspacePath, 'apps/server-scratch/package.json'), 'utf8'),
    ) as { version: string };
    expect(run('--version').stdout).toBe(`server-scratch ${version} (c0ffee1234ab)\n`);
    writeFileSync(path, sbom.slice(0, 100));
    expect(run('--version').stdout).toBe(`server-scratch ${version}\n`);
  });

  it('reports revision and time in the admin API, from the management thread', async () => {
    const socket = join(folder, 'admin.sock');
    const env = { HOST: '127.0.0.1', PORT: '0', OPS_PORT: 'off', ADMIN_SOCKET: socket };
    const program = spawn(server, { env, stdio: ['ignore', 'pipe', 'inherit'] });
    for await (const line of createInterface({ input: program.stdout }))
      if (line.includes('"listener":"admin"')) break;
    const { stdout } = run('admin', '/info', `--admin-socket=${socket}`);
    program.kill('SIGKILL');
    expect(JSON.parse(stdout)).toMatchObject({
      build: { name: 'server-scratch', revision, created: '2026-11-21T23:36:00Z' },
    });
  });

  it.each([
    [
      'there is none',
      () => {
        rmSync(path);
      },
      'Cannot print the SBOM: expected it in the program or as sbom.cdx.json next to the app file; install the complete release',
    ],
    [
      'a directory is in its place',
      () => {
        rmSync(path);
        mkdirSync(path);
      },
      'Cannot read sbom.cdx.json next to the app file: EISDIR; put a file in place of the directory',
    ],
  ])('reports that %s in one sentence, with status 66', (_, damage, sentence) => {
    damage();
    const stderr = `server-scratch: ${sentence}\n`;
    expect(run('sbom')).toEqual({ exitCode: 66, stdout: '', stderr });
    rmSync(path, { recursive: true, force: true });
  });
});
