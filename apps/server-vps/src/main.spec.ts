import { join } from 'node:path';
import { ended, listening, runProgram, startProgram } from '@tscratch/server/testing';

const main = join(import.meta.dirname, 'main.ts');

describe('server-vps', () => {
  it('answers until SIGTERM and exits with 0', async () => {
    const program = startProgram(main);
    const response = await fetch(await listening(program));
    expect(await response.text()).toMatch(/^tscratch is alive and the time is \d{4}-\d\d-\d\dT/);
    program.kill('SIGTERM');
    expect(await ended(program)).toMatchObject({ exitCode: 0, stderr: '' });
  });

  it('knows its name and version', async () => {
    const { stdout } = await runProgram(main, { args: ['--version'] });
    expect(stdout).toBe('server-vps 0.1.0\n');
  });
});
