import { basename, dirname, join } from 'node:path';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { startServer, stopServer, type ContainerOptions } from '@tscratch/tools/testing/container';
import { describeWithEngine, describeWithImage, type Engine } from '@tscratch/tools/testing/engine';
import { runProgram } from '@tscratch/tools/testing/program';
import { binaryPath } from './workspace.ts';

const MUSL = { name: 'tscratch-e2e/musl:bookworm', remedy: 'see apps/server-vps-e2e/README.md' };

/** Starts a hardened container, requests `/` and stops it. */
async function runServer(engine: Engine, options: ContainerOptions) {
  const server = await startServer(engine, options);
  try {
    const text = await (await fetch(server.url)).text();
    return { text, exitCode: stopServer(engine, server) };
  } finally {
    runProgram(engine, ['rm', '--force', '--volumes', server.id]);
  }
}
const WELL = { text: expect.stringMatching(/^tscratch is alive/) as string, exitCode: 0 };

describeWithEngine('the program as the only file of an image', (engine) => {
  const image = 'tscratch-e2e/only-file';

  beforeAll(() => {
    const folder = mkdtempSync(join(tmpdir(), 'only-file-'));
    const archive = join(folder, 'root.tar');
    const source = ['--directory', dirname(binaryPath), basename(binaryPath)];
    runProgram('tar', ['--create', '--file', archive, ...source]);
    runProgram(engine, ['import', archive, image]);
    rmSync(folder, { recursive: true });
  });
  afterAll(() => {
    runProgram(engine, ['rmi', image]);
  });

  it('answers and stops: read-only, as 65532, without capabilities or new privileges', async () => {
    expect(await runServer(engine, { image, command: '/server-vps' })).toEqual(WELL);
  });
});

describeWithImage(MUSL, 'the program on a system with musl', (engine) => {
  const image = MUSL.name;
  const findAll = (name: string) =>
    runProgram(engine, ['run', '--rm', image, '/bin/busybox', 'find', '/', '-xdev', '-name', name]);

  it('runs on a system with musl and without glibc', () => {
    expect(findAll('ld-musl-*.so.1')).toMatch(/^\/lib\/ld-musl-\w+\.so\.1$/);
    expect(findAll('libc.so.6')).toBe('');
    expect(findAll('ld-linux-*')).toBe('');
  });

  it('answers and stops', async () => {
    const volumes = [`${binaryPath}:/server-vps:ro`];
    expect(await runServer(engine, { image, volumes, command: '/server-vps' })).toEqual(WELL);
  });
});
