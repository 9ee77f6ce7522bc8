import { spawnSync } from 'node:child_process';
import { Fault } from './faults/fault.ts';

/** A program to run with its arguments, without a shell. */
export interface ProgramCall {
  readonly command: string;
  readonly args: readonly string[];
  /** Working folder; by default the one of this process. */
  readonly cwd?: string;
}

/**
 * Runs programs one after the other and returns the standard output of the last one.
 *
 * @param env Their complete environment: the result of `fixEnvironment`, or empty.
 * @throws {Fault} `PROGRAM_MISSING` for a program that is not installed, `PROGRAM_FAILED` with the last
 *   line of standard error for one that fails.
 */
export function runPrograms(programs: readonly ProgramCall[], env: NodeJS.ProcessEnv): Buffer {
  let output: Buffer = Buffer.alloc(0);
  for (const program of programs) output = runProgram(program, env);
  return output;
}

/** Returns whether an error of `runPrograms` says that a program failed, not that it is missing. */
export function isProgramFailure(error: unknown): error is Fault<'PROGRAM_FAILED'> {
  return error instanceof Fault && error.code === 'PROGRAM_FAILED';
}

function runProgram({ command, args, cwd }: ProgramCall, env: NodeJS.ProcessEnv): Buffer {
  const { error, status, stdout, stderr } = spawnSync(command, args, {
    ...(cwd !== undefined && { cwd }),
    env,
    maxBuffer: 256 * 1024 * 1024,
  });
  if (error !== undefined)
    throw isMissing(error) ? new Fault('PROGRAM_MISSING', { command }) : error;
  if (status !== 0) {
    const errors = stderr.toString().trimEnd();
    const lastLine = errors.split('\n').at(-1) ?? '';
    const line = [command, ...args].join(' ');
    throw new Fault('PROGRAM_FAILED', { command: line, status, lastLine, errors });
  }
  return stdout;
}

function isMissing(error: NodeJS.ErrnoException): boolean {
  return error.code === 'ENOENT';
}
