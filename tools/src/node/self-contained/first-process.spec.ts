import { join } from 'node:path';
import {
  canUnshare,
  hasProgram,
  run,
  useProbe,
  whenCompiled,
} from './programs/programs.fixture.ts';

const SIGTERM = '15';
const PATH = { PATH: '/usr/bin:/bin' };
const whenUnshared = canUnshare ? it : it.skip;
const whenTraced = canUnshare && hasProgram('strace') ? it : it.skip;

whenCompiled('signals of a self-contained executable', () => {
  const { folder, dynamic, probe } = useProbe();
  const FIRST = ['unshare', '--pid', '--fork', '--kill-child'] as const;
  const runFirst = (...command: readonly string[]) =>
    run('unshare', [...FIRST.slice(1), ...command], { env: PATH });

  whenTraced.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ])('end it as PID 1 before the application runs: %s', (name, status) => {
    const log = join(folder, 'strace.log');
    const options = ['--follow-forks', '--quiet=all', `--output=${log}`];
    const inject = `--inject=memfd_create:signal=${name}:when=1`; // a call that only the stub makes
    const command = [...options, inject, ...FIRST, probe, 'exit', '0'];
    expect(run('strace', command, { env: PATH })).toMatchObject({ stdout: '', stderr: '', status });
  });

  whenUnshared('end it as PID 1 if the application raises one, which the kernel would drop', () => {
    expect(runFirst(dynamic, 'raise', SIGTERM)).toMatchObject({ stdout: 'went on\n', status: 0 });
    expect(runFirst(probe, 'raise', SIGTERM)).toMatchObject({
      stdout: '',
      stderr: '',
      status: 143,
    });
  });

  whenUnshared('reach the handler of the application as PID 1', () => {
    expect(runFirst(probe, 'handle', SIGTERM)).toMatchObject({
      stdout: 'handled 15\nwent on\n',
      stderr: '',
      status: 0,
    });
  });

  it('have their default action in any other process', () => {
    expect(run(probe, ['raise', SIGTERM])).toMatchObject({ status: null, signal: 'SIGTERM' });
    expect(run(probe, ['handle', SIGTERM]).stdout).toBe('handled 15\nwent on\n');
  });

  it('keep the actions that the process inherited', () => {
    const script = 'trap "" XFSZ TERM; exec "$0" file /proc/self/status';
    const ignored = (command: string) =>
      /^SigIgn:.*$/m.exec(run('/bin/sh', ['-c', script, command]).stdout)?.[0];
    expect(ignored(probe)).toBe(ignored(dynamic));
    expect(ignored(probe)).toMatch(/^SigIgn:\s+0*1004000$/);
  });
});
