import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askSocket, type SocketResponse } from '../../../testing/ask-socket.ts';
import { collectLog, type LogLine } from '../../../testing/collect-log.ts';
import { runRestartTrial } from '../../../testing/run-restart-trial.ts';
import { startProgram, type ProgramProcess } from '../../../testing/start-program.ts';
import { until } from '../../../testing/until.ts';

const programs = join(import.meta.dirname, '../../../testing/programs');
const main = join(programs, 'restart.fixture.ts');

jest.setTimeout(120_000);

describe.each(['1', '2'])('a restart with SERVING_THREADS=%s', (SERVING_THREADS) => {
  it('fails no request and refuses no connection', async () => {
    const trial = await runRestartTrial(join(programs, 'program.fixture.ts'), { SERVING_THREADS });
    expect(trial.failures).toEqual([]);
    expect(trial.exitCode).toBe(0);
    expect(trial.log.filter(({ level }) => level === 'warn' || level === 'error')).toEqual([]);
  });
});

describe('a program with SEAMLESS_RESTART', () => {
  let directory: string;
  let socketPath: string;
  let brokenFile: string;
  let program: ProgramProcess;
  let log: () => readonly LogLine[];
  let closed: Promise<unknown>;

  const has = (message: string, count = 1): boolean =>
    log().filter(({ msg }) => msg === message).length >= count;
  const ask = (line: string): Promise<SocketResponse> => askSocket({ socketPath, line });
  const portOf = (listener?: string): number => {
    const line = log().find(
      (one) =>
        one['msg'] === 'listening' &&
        one['listener'] === listener &&
        typeof one['address'] === 'object',
    );
    return (line?.['address'] as { readonly port: number }).port;
  };
  const servingPid = async (): Promise<unknown> => {
    const headers = { connection: 'close' };
    return (await fetch(`http://127.0.0.1:${portOf()}/pid`, { headers })).json();
  };
  function begin(env: Readonly<Record<string, string>> = {}): void {
    program = startProgram(main, {
      env: {
        LOG_LEVEL: 'info',
        OPS_PORT: '0',
        ADMIN_SOCKET: socketPath,
        ADMIN_DANGEROUS: 'upgrade',
        SEAMLESS_RESTART: 'true',
        BROKEN_FILE: brokenFile,
        ...env,
      },
    });
    closed = once(program, 'close');
    log = collectLog(program);
  }
  async function start(env: Readonly<Record<string, string>> = {}): Promise<void> {
    begin(env);
    await until(() => has('ready'));
  }

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'restart-'));
    socketPath = join(directory, 'admin.sock');
    brokenFile = join(directory, 'broken');
  });
  afterEach(async () => {
    if (program.exitCode === null) program.kill('SIGTERM');
    await closed;
    rmSync(directory, { recursive: true });
  });

  it('hands over every listener at POST /upgrade, and the last process removes the admin socket', async () => {
    const tokenFile = join(directory, 'token');
    writeFileSync(tokenFile, 'a'.repeat(64), { mode: 0o600 });
    await start({ ADMIN_PORT: '0', ADMIN_TOKEN_FILE: tokenFile });
    const [opsPort, adminPort] = [portOf('ops'), portOf('admin')];
    const exited = once(program, 'exit');
    const { status, text } = await ask('POST /upgrade');
    const { pid, message } = JSON.parse(text) as { pid: number; message: string };
    expect([status, message]).toEqual([202, `Handing over to process ${pid}`]);
    await exited;
    expect(program.exitCode).toBe(0);
    expect(await servingPid()).toBe(pid);
    expect((await fetch(`http://127.0.0.1:${opsPort}/readyz`)).status).toBe(200);
    expect((await fetch(`http://127.0.0.1:${adminPort}/health`)).status).toBe(401);
    expect((await ask('GET /health')).status).toBe(200);
    process.kill(pid, 'SIGTERM');
    await closed;
    expect(existsSync(socketPath)).toBe(false);
  });

  it.each([
    [
      'fault',
      /it ended with status 66; its last status: Cannot find the stars; wait for the night; /,
    ],
    ['crash', /it ended with SIGKILL; .*this process keeps serving$/],
    ['unready', /it was not ready within 4000 ms[^]*; this process keeps serving$/],
  ])('keeps serving if the new process fails: %s', async (fault, expected) => {
    await start({ SEAMLESS_RESTART_TIMEOUT_MS: '4000' });
    writeFileSync(brokenFile, fault);
    const { status, text } = await ask('POST /upgrade');
    const { detail } = JSON.parse(text) as { detail: string };
    expect([status, detail]).toEqual([500, expect.stringMatching(expected)]);
    await until(() => has('cannot restart'));
    expect(log()).toContainEqual(
      expect.objectContaining({ level: 'error', reason: detail, msg: 'cannot restart' }),
    );
    expect(await servingPid()).toBe(program.pid);
    expect((await ask('GET /health')).status).toBe(200);
    expect(program.exitCode).toBeNull();
  });

  it('restarts after an attempt that failed', async () => {
    await start();
    writeFileSync(brokenFile, 'fault');
    expect((await ask('POST /upgrade')).status).toBe(500);
    rmSync(brokenFile);
    const exited = once(program, 'exit');
    program.kill('SIGUSR2');
    await exited;
    const pid = await servingPid();
    expect([program.exitCode, pid]).toEqual([0, expect.any(Number)]);
    process.kill(pid as number, 'SIGTERM');
  });

  it('refuses a second restart while one is under way', async () => {
    await start({ SEAMLESS_RESTART_TIMEOUT_MS: '60000' });
    writeFileSync(brokenFile, 'unready');
    program.kill('SIGUSR2');
    await until(() => has('started a successor'));
    const { status, text } = await ask('POST /upgrade');
    expect(status).toBe(409);
    expect(text).toContain('A restart is already under way');
  });

  it('ends together with the new process if it is stopped meanwhile', async () => {
    await start({ SEAMLESS_RESTART_TIMEOUT_MS: '60000' });
    writeFileSync(brokenFile, 'unready');
    program.kill('SIGUSR2');
    await until(() => has('starting', 2));
    program.kill('SIGTERM');
    await closed; // of both: they have the same pipe
    expect(program.exitCode).toBe(0);
    expect(has('taking over')).toBe(false);
    expect(log()).toContainEqual(
      expect.objectContaining({
        reason: expect.stringMatching(
          /this process was asked to stop; .*both are stopping$/,
        ) as string,
      }),
    );
  });

  it('refuses SIGUSR2 before it is ready', async () => {
    writeFileSync(brokenFile, 'unready');
    begin();
    await until(() => has('not ready'));
    program.kill('SIGUSR2');
    await until(() => has('cannot restart'));
    expect(log()).toContainEqual(
      expect.objectContaining({
        reason: 'Cannot restart while the server is starting; try again once it is ready',
      }),
    );
    expect(program.signalCode).toBeNull();
  });

  it('says under Nomad, at its start and at each request, that it cannot', async () => {
    await start({ NOMAD_ALLOC_ID: '1' });
    expect(has('SEAMLESS_RESTART has no effect')).toBe(true);
    const { status, text } = await ask('POST /upgrade');
    expect(status).toBe(409);
    expect(text).toContain('use nomad job run');
    program.kill('SIGUSR2');
    await until(() => has('cannot restart', 2));
    expect(await servingPid()).toBe(program.pid);
  });

  it('refuses POST /upgrade if the setting is off', async () => {
    await start({ SEAMLESS_RESTART: 'false' });
    const { status, text } = await ask('POST /upgrade');
    expect(status).toBe(409);
    expect(text).toContain('Set SEAMLESS_RESTART=true');
  });
});
