import { tmpdir } from 'node:os';
import { runPrograms as run, type ProgramCall } from './run-programs.ts';

/** On all of this process's environment: the rows are about what is run, not where. */
const runPrograms = (programs: readonly ProgramCall[]) => run(programs, process.env);
const node = (script: string) => ({ command: process.execPath, args: ['--eval', script] });

describe('runPrograms()', () => {
  it('runs all steps and returns the output of the last', () => {
    const steps = [node('console.log("first")'), node('console.log("last")')];
    expect(runPrograms(steps).toString()).toBe('last\n');
  });

  it('runs a step in its folder', () => {
    const step = { ...node('console.log(process.cwd())'), cwd: tmpdir() };
    expect(runPrograms([step]).toString().trim()).toBe(tmpdir());
  });

  it('hands arguments over as they are, to no shell', () => {
    const args = ['--print', 'process.argv[1]', '$(id) *'];
    expect(runPrograms([{ command: process.execPath, args }]).toString()).toBe('$(id) *\n');
  });

  it('hands over the environment that it is given, and nothing of its own', () => {
    const output = run([node('console.log(JSON.stringify(process.env))')], { TZ: 'UTC' });
    expect(JSON.parse(output.toString())).toEqual({ TZ: 'UTC' });
  });

  it('stops at a failing step and gives its last line', () => {
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
