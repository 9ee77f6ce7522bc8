import { spawnSync } from 'node:child_process';
import { Fault } from './faults/fault.ts';

/** A process to start: its program and arguments, which no shell gets to see. */
export interface ProgramCall {
  readonly command: string;
  readonly args: readonly string[];
  /** Working folder; that of this process if absent. */
  readonly cwd?: string;
}

/**
 * Runs programs one after the other and returns what the last one wrote to standard output.
 *
 * @param env All of their environment: `fixEnvironment` gives it, or it is empty.
 * @throws {Fault} `PROGRAM_MISSING` for a program that is not installed, `PROGRAM_FAILED` with the last
 *   line that a failing one wrote.
 */
export function runPrograms(programs: readonly ProgramCall[], env: NodeJS.ProcessEnv): Buffer {
  let output: Buffer = Buffer.alloc(0);
  for (const program of programs) output = runProgram(program, env);
  return output;
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
