import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { Fault } from '../../host/faults/fault.ts';
import type { Command, Step } from './step.ts';

export interface StepOptions {
  /** Receives a line for each step before it runs. */
  readonly log: (line: string) => void;
  /** Ends the running command with SIGTERM, which the client of an engine forwards to its container. */
  readonly signal: AbortSignal;
  /** The complete environment of the commands, from `fixEnvironment`. */
  readonly environment: NodeJS.ProcessEnv;
}

/**
 * Runs steps one after the other, with their output on the terminal.
 *
 * @throws {Fault} `STEP_FAILED` for the first step that does not exit with 0, `STEP_CANCELLED` for the first
 *   step after the signal; later steps do not run.
 */
export async function runSteps(steps: readonly Step[], options: StepOptions): Promise<void> {
  for (const step of steps) {
    if (options.signal.aborted) throw new Fault('STEP_CANCELLED', { purpose: step.purpose });
    options.log(renderCommand(step.command));
    await runStep(step, options);
  }
}

/** Renders a command with the quoting of a shell, so that people can paste it. */
export function renderCommand(command: Command): string {
  const quote = (word: string): string =>
    /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
  return command.map(quote).join(' ');
}

async function runStep(step: Step, options: StepOptions): Promise<void> {
  const stdout = step.stdoutPath === undefined ? 'inherit' : openSync(step.stdoutPath, 'w');
  try {
    const outcome = await runCommand(step.command, { ...options, stdout });
    if (outcome === 'exit code 0') return;
    throw new Fault('STEP_FAILED', { purpose: step.purpose, program: step.command[0], outcome });
  } finally {
    if (stdout !== 'inherit') closeSync(stdout);
  }
}

function runCommand(
  [program, ...args]: Command,
  { stdout, signal, environment: env }: StepOptions & { readonly stdout: 'inherit' | number },
): Promise<string> {
  const child = spawn(program, args, { env, stdio: ['ignore', stdout, 'inherit'] });
  const stop = (): void => void child.kill();
  signal.addEventListener('abort', stop);
  return new Promise<string>((resolve) => {
    child.once('error', ({ message }) => {
      resolve(message);
    });
    child.once('close', (code, by) => {
      resolve(by ?? `exit code ${code ?? ''}`);
    });
  }).finally(() => {
    signal.removeEventListener('abort', stop);
  });
}
