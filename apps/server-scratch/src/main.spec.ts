import { once } from 'node:events';
import { mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ended, listening, logged, runProgram, startProgram } from '@tscratch/server/testing';

const main = join(import.meta.dirname, 'main.ts');

describe('server-scratch', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('answers until %s and exits with 0', async (signal) => {
    const program = startProgram(main);
    const response = await fetch(await listening(program)); // leaves a kept-alive connection
    expect(await response.text()).toMatch(/^tscratch is alive and the time is \d{4}-\d\d-\d\dT/);
    program.kill(signal);
    expect(await ended(program)).toMatchObject({ exitCode: 0, stderr: '' });
  });

  it('exits with 1 at the second signal, even with a request in progress', async () => {
    const program = startProgram(main);
    const { port } = new URL(await listening(program));
    const socket = connect(Number(port), '127.0.0.1').on('error', () => undefined);
    socket.write('GET / HTTP/1.1\r\nHost: test\r\n\r\nGET /half'); // keeps the connection busy
    await once(socket, 'data');
    program.kill('SIGTERM');
    await logged(program, 'stopping');
    program.kill('SIGTERM');
    expect(await ended(program)).toMatchObject({ exitCode: 1 });
    socket.destroy();
  });

  it.each(["throw(new(Error)('lost'))", "Promise.reject(new(Error)('lost'))"])(
    'logs the uncaught %s, drains, and exits with 70',
    async (statement) => {
      const preload = `data:text/javascript,process.on('SIGUSR2',()=>{${statement}})`;
      const program = startProgram(main, { env: { NODE_OPTIONS: `--import=${preload}` } });
      await listening(program);
      program.kill('SIGUSR2');
      const { exitCode, stdout, stderr } = await ended(program);
      expect([exitCode, stderr]).toEqual([70, '']);
      expect(stdout).toMatch(/"level":"fatal".*"message":"lost".*\n(.*\n)*.*"msg":"stopped"\}\n$/);
    },
  );

  it('serves the directory of FILES_ROOT', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'main-'));
    writeFileSync(join(directory, 'hello.txt'), 'hello');
    const program = startProgram(main, { env: { FILES_ROOT: directory } });
    const origin = await listening(program);
    expect(await (await fetch(`${origin}/hello.txt`)).text()).toBe('hello');
    program.kill('SIGTERM');
    expect(await ended(program)).toMatchObject({ exitCode: 0 });
    rmSync(directory, { recursive: true });
  });

  it('logs the real path of a directory that FILES_ROOT names by a symbolic link', async () => {
    const directory = realpathSync(mkdtempSync(join(tmpdir(), 'main-')));
    const link = `${directory}-link`;
    symlinkSync(directory, link);
    const program = startProgram(main, { env: { FILES_ROOT: link } });
    expect(await logged(program, 'listening')).toMatchObject({ filesRoot: directory });
    program.kill('SIGTERM');
    await ended(program);
    rmSync(link);
    rmSync(directory, { recursive: true });
  });

  it('keeps serving when its log is no longer read', async () => {
    const program = startProgram(main);
    const origin = await listening(program);
    program.stdout.destroy();
    for (const path of ['/', '/', '/']) expect((await fetch(origin + path)).status).toBe(200);
    program.kill('SIGTERM');
    await once(program, 'exit');
    expect(program.exitCode).toBe(0);
  });

  it('answers --version and --help', async () => {
    const version = await runProgram(main, { args: ['--version'] });
    expect(version).toEqual({ exitCode: 0, stdout: 'server-scratch 0.1.0\n', stderr: '' });
    const help = await runProgram(main, { args: ['--help'] });
    expect(help.stdout).toMatch(/^Usage: server-scratch /);
  });

  it.each([
    [{ args: ['sbom'] }, 66, 'Cannot print the SBOM: this program runs from source and has'],
    [{ args: ['--prot=1'] }, 64, 'Cannot use the flag "--prot": expected --port'],
    [
      { args: ['--nope=1'] },
      64,
      'Cannot use the flag "--nope": no such flag; --help lists them all',
    ],
    [{ env: { PORT: 'http' } }, 78, 'Cannot read PORT="http": expected a whole number'],
    [
      { env: { FILES_ROOT: '/nonexistent' } },
      66,
      'Cannot serve files from "/nonexistent": no such',
    ],
    [{ env: { HOST: '192.0.2.1' } }, 78, 'Cannot listen on 192.0.2.1: this machine has no such'],
  ])('rejects %j with status %d and one sentence', async (input, exitCode, beginning) => {
    const { stderr, ...refused } = await runProgram(main, input);
    expect(refused.exitCode).toBe(exitCode);
    expect(stderr).toMatch(/^[^\n]+\n$/);
    expect(stderr.startsWith(`server-scratch: ${beginning}`)).toBe(true);
  });

  it('reports all wrong settings at once, with status 78', async () => {
    const env = { DRAIN_TIMOUT_MS: '10000', MAX_HEADERS: 'many', LOG_LEVEL: 'loud' };
    expect(await runProgram(main, { env })).toEqual({
      exitCode: 78,
      stdout: '',
      stderr: [
        'server-scratch: Cannot use the variable "DRAIN_TIMOUT_MS": expected DRAIN_TIMEOUT_MS; rename it or unset it',
        'server-scratch: Cannot read LOG_LEVEL="loud": expected one of off, fatal, error, warn, info, debug, trace',
        'server-scratch: Cannot read MAX_HEADERS="many": expected a whole number from 1 to 2000',
        '',
      ].join('\n'),
    });
  });

  it('rejects a port that is in use with status 69 and one sentence', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const port = String((holder.address() as AddressInfo).port);
    const { exitCode, stderr } = await runProgram(main, { env: { PORT: port } });
    expect([exitCode, stderr]).toEqual([
      69,
      `server-scratch: Cannot listen on port ${port} of 127.0.0.1: another process is using it; stop that process or set PORT to another port\n`,
    ]);
    holder.close();
  });
});
