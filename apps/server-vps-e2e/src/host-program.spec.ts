import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tryProgram } from '@tscratch/tools/testing/program';
import { startInTerminal } from '@tscratch/tools/testing/terminal';
import { endProgram, QUIET, startProgram, type HostProgram } from './host-program.ts';
import { binaryPath } from './workspace.ts';

describe('the program, bare on this host', () => {
  const started: HostProgram[] = [];
  const start = async (environment: NodeJS.ProcessEnv = {}): Promise<HostProgram> => {
    const program = await startProgram({ environment });
    started.push(program);
    return program;
  };
  afterAll(() => {
    for (const { child } of started) child.kill('SIGKILL');
  });

  it('answers that it is alive', async () => {
    const { url } = await start();
    expect(await (await fetch(url)).text()).toMatch(
      /^tscratch is alive and the time is \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/,
    );
  });

  it('serves the directory in FILES_ROOT', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'files '));
    writeFileSync(join(folder, 'hello.txt'), 'hello from a file');
    const { url } = await start({ FILES_ROOT: folder });
    const answer = await fetch(`${url}/hello.txt`);
    rmSync(folder, { recursive: true });
    expect(await answer.text()).toBe('hello from a file');
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('exits with 0 on %s', async (signal) => {
    expect(await endProgram(await start(), signal)).toEqual({ exitCode: 0, signal: null });
  });

  it('reports in one sentence that its port is in use, and exits with EX_UNAVAILABLE', async () => {
    const { port } = await start();
    const env = { ...QUIET, PORT: String(port) };
    const { exitCode, stderr } = tryProgram(binaryPath, [], { env });
    expect(stderr).toBe(
      `server-vps: Cannot listen on port ${port} of 127.0.0.1: another process is using it; stop that process or set PORT to another port\n`,
    );
    expect(exitCode).toBe(69);
  });

  it('logs text in a terminal, and ends with Ctrl-C without SHUTDOWN_DELAY_MS', async () => {
    const env = {
      ...process.env,
      ...QUIET,
      SHUTDOWN_DELAY_MS: '300000',
      DRAIN_TIMEOUT_MS: '600000',
    };
    const terminal = startInTerminal([binaryPath], env);
    await terminal.shows('listening');
    terminal.type('\u0003');
    expect(await terminal.ended).toBe(0);
    const text = terminal.screen().replaceAll(/\u001b\[[\d;]*m/g, '');
    expect(text).toMatch(/^[\d:.]{12}Z INFO {2}starting version=/m);
    expect(text).toMatch(/ draining cause=SIGINT delayMs=0/);
  });

  it('ignores NODE_OPTIONS of the host', async () => {
    const { url } = await start({ NODE_OPTIONS: '--require=/nowhere.cjs' });
    expect((await fetch(url)).status).toBe(200);
  });
});
