import { once } from 'node:events';
import { existsSync, lstatSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { sendBytes } from '../../testing/conformance/send-bytes.ts';
import {
  ended,
  runProgram,
  startProgram,
  type ProgramProcess,
} from '../../testing/start-program.ts';

const mainPath = join(import.meta.dirname, '../../../../apps/server-vps/src/main.ts');
const POST = 'POST /nothing HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';

jest.setTimeout(20_000); // a start takes seconds on a loaded machine

describe('the admin API of a program', () => {
  let directory: string;
  let path: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'management-'));
    path = join(directory, 'run', 'admin.sock');
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  const start = (env: Readonly<Record<string, string>> = {}): ProgramProcess =>
    startProgram(mainPath, { env: { ADMIN_SOCKET: path, ...env } });

  /** Reads log lines until one matches. */
  async function lineOf(
    program: ProgramProcess,
    isRight: (line: string) => boolean,
  ): Promise<string> {
    for await (const line of createInterface({ input: program.stdout }))
      if (isRight(line)) return line;
    throw new Error('The program has ended');
  }
  const isOpen = (line: string): boolean => line.includes('"listener":"admin"');

  it('listens on its socket, audits into a log that is off, and unlinks the socket', async () => {
    const program = start({ LOG_LEVEL: 'off' });
    while (!existsSync(path)) await new Promise(setImmediate);
    expect((lstatSync(path).mode & 0o777).toString(8)).toBe('600');
    expect(await sendBytes({ path }, POST, 'then wait')).toContain('HTTP/1.1 404 ');
    expect(JSON.parse(await lineOf(program, () => true))).toMatchObject({
      level: 'info',
      logger: 'audit',
      actor: 'unix',
      method: 'POST',
      path: '/nothing',
      status: 404,
    });
    program.kill('SIGTERM');
    expect((await ended(program)).exitCode).toBe(0);
    expect(existsSync(path)).toBe(false);
  });

  it('starts again over a socket left behind by SIGKILL', async () => {
    const killed = start();
    await lineOf(killed, isOpen);
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    expect(lstatSync(path).isSocket()).toBe(true);
    const program = start();
    expect(JSON.parse(await lineOf(program, isOpen))).toMatchObject({
      address: path,
      msg: 'listening',
    });
    program.kill('SIGTERM');
    await once(program, 'exit');
  });

  it('does not start if its socket cannot be created', async () => {
    const env = { ADMIN_SOCKET: join(directory, 'a/b/admin.sock') };
    expect(await runProgram(mainPath, { env })).toMatchObject({
      exitCode: 73,
      stderr: `server-vps: Cannot create ADMIN_SOCKET="${env.ADMIN_SOCKET}": no such directory; set ADMIN_SOCKET to a path in a directory that this user can write to, or to off\n`,
    });
  });

  it('warns of an address that other machines may reach', async () => {
    const tokenPath = join(directory, 'token');
    writeFileSync(tokenPath, 'w'.repeat(43), { mode: 0o400 });
    const env = { ADMIN_PORT: '0', ADMIN_HOST: '0.0.0.0', ADMIN_TOKEN_FILE: tokenPath };
    const program = start(env);
    const line = await lineOf(program, (it) => it.includes('not encrypted'));
    expect(JSON.parse(line)).toMatchObject({
      level: 'warn',
      host: '0.0.0.0',
      msg: 'the admin API is not encrypted: publish its port on 127.0.0.1 only',
    });
    program.kill('SIGTERM');
    await once(program, 'exit');
  });

  it('does not start on the address of another machine', async () => {
    const tokenPath = join(directory, 'token');
    writeFileSync(tokenPath, 'w'.repeat(43), { mode: 0o400 });
    const env = { ADMIN_PORT: '0', ADMIN_HOST: '192.0.2.1', ADMIN_TOKEN_FILE: tokenPath };
    expect(await runProgram(mainPath, { env })).toMatchObject({
      exitCode: 78,
      stderr:
        'server-vps: Cannot listen on 192.0.2.1: this machine has no such address; set ADMIN_HOST to one of its addresses, or to 0.0.0.0 for all\n',
    });
  });

  it('does not start with a token in a variable', async () => {
    const { exitCode, stderr } = await runProgram(mainPath, { env: { ADMIN_TOKEN: 'canary' } });
    expect(exitCode).toBe(78);
    expect(stderr).toContain('Cannot read the secret ADMIN_TOKEN from a variable');
    expect(stderr).not.toContain('canary');
  });
});
