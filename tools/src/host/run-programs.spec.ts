import { tmpdir } from 'node:os';
import { runPrograms as run, type ProgramCall } from './run-programs.ts';

/** Runs with the environment of this process, which does not matter to most tests. */
const runPrograms = (programs: readonly ProgramCall[]) => run(programs, process.env);
const node = (script: string) => ({ command: process.execPath, args: ['--eval', script] });

describe('runPrograms()', () => {
  it('runs all programs and returns the output of the last one', () => {
    const steps = [node('console.log("first")'), node('console.log("last")')];
    expect(runPrograms(steps).toString()).toBe('last\n');
  });

  it('runs a program in its folder', () => {
    const step = { ...node('console.log(process.cwd())'), cwd: tmpdir() };
    expect(runPrograms([step]).toString().trim()).toBe(tmpdir());
  });

  it('passes arguments unchanged, without a shell', () => {
    const args = ['--print', 'process.argv[1]', '$(id) *'];
    expect(runPrograms([{ command: process.execPath, args }]).toString()).toBe('$(id) *\n');
  });

  it('passes exactly the given environment', () => {
    const output = run([node('console.log(JSON.stringify(process.env))')], { TZ: 'UTC' });
    expect(JSON.parse(output.toString())).toEqual({ TZ: 'UTC' });
  });

  it('stops at a failing program and reports its last line', () => {
    const failing = node('console.error("one\\nlast line"); process.exitCode = 3');
    const never = { command: 'never-reached', args: [] };
    expect(() => runPrograms([failing, never])).toThrow(
      /^Cannot run ".*": it exited with status 3, "last line"; run it yourself to see its whole output$/,
    );
  });

  it('names a program that is not installed', () => {
    expect(() => runPrograms([{ command: 'no-such-program', args: [] }])).toThrow(
      'Cannot run "no-such-program": no such program; install the package that contains it',
    );
  });
});
