import { spawnSync } from 'node:child_process';
import { Fault } from '../fault/fault.ts';

/** A process to start: its program and arguments, which no shell gets to see. */
export interface Step {
  readonly command: string;
  readonly args: readonly string[];
  /** Working folder; that of this process if absent. */
  readonly cwd?: string;
}

/**
 * Runs steps one after the other and returns what the last one wrote to standard output.
 *
 * @throws {Fault} `STEP_MISSING` for a program that is not installed, `STEP_FAILED` with the last
 *   line that a failing one wrote.
 */
export function runSteps(steps: readonly Step[]): Buffer {
  let output: Buffer = Buffer.alloc(0);
  for (const step of steps) output = runStep(step);
  return output;
}

function runStep({ command, args, cwd }: Step): Buffer {
  const { error, status, stdout, stderr } = spawnSync(command, args, {
    ...(cwd !== undefined && { cwd }),
    maxBuffer: 256 * 1024 * 1024,
  });
  if (error !== undefined) throw isMissing(error) ? new Fault('STEP_MISSING', { command }) : error;
  if (status !== 0) {
    const lastLine = stderr.toString().trimEnd().split('\n').at(-1) ?? '';
    throw new Fault('STEP_FAILED', { command: [command, ...args].join(' '), status, lastLine });
  }
  return stdout;
}

function isMissing(error: NodeJS.ErrnoException): boolean {
  return error.code === 'ENOENT';
}
