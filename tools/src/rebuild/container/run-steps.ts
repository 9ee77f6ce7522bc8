import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { Fault } from '../../host/faults/fault.ts';
import type { Command, Step } from './step.ts';

export interface StepOptions {
  /** Takes a line for each step before it runs. */
  readonly log: (line: string) => void;
  /** Ends the running command by SIGTERM, which an engine's client passes on to its container. */
  readonly signal: AbortSignal;
  /** All of the environment of the commands: `fixEnvironment` gives it. */
  readonly environment: NodeJS.ProcessEnv;
}

/**
 * Runs steps one after the other, their output on the terminal.
 *
 * @throws {Fault} `STEP_FAILED` for the first that does not end with 0, `STEP_CANCELLED` for the first that
 *   the signal came before; the others do not run.
 */
export async function runSteps(steps: readonly Step[], options: StepOptions): Promise<void> {
  for (const step of steps) {
    if (options.signal.aborted) throw new Fault('STEP_CANCELLED', { purpose: step.purpose });
    options.log(renderCommand(step.command));
    await runStep(step, options);
  }
}

/** Renders a command so that a shell would read it as it is: for people, who may want to paste it. */
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
