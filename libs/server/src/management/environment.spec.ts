import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ended, logged, type ProgramProcess } from '../../testing/start-program.ts';

const mainPath = join(import.meta.dirname, '../../testing/programs/program.fixture.ts');
let program: ProgramProcess;
afterEach(() => {
  program.kill('SIGKILL');
});

/** Node ends with SIGSEGV if it copies such an environment for a thread. */
describe('a server whose environment has', () => {
  const env = {
    HOST: '127.0.0.1',
    PORT: '0',
    OPS_PORT: '0',
    ADMIN_SOCKET: 'off',
    SHUTDOWN_DELAY_MS: '0',
  };

  it.each([
    ['a variable with an empty name', '=weird=1'],
    ['a variable whose name is not UTF-8', String.raw`caf\351=1`],
  ])('%s, which only execve(2) can pass, starts the management thread', async (_, variable) => {
    const script = `exec env "$(printf '${variable}')" "$0" "$1"`;
    program = spawn('sh', ['-c', script, process.execPath, mainPath], {
      env: { PATH: '/usr/bin:/bin', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    await logged(program, 'ready');
    program.kill('SIGTERM');
    expect((await ended(program)).exitCode).toBe(0);
  });
});
