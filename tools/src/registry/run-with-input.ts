import { spawnSync } from 'node:child_process';
import { Fault } from '../host/faults/fault.ts';

/**
 * Runs a program that reads its request from standard input.
 *
 * @returns Its standard output; undefined if it failed, as a helper does that knows no credentials.
 * @throws {Fault} `PROGRAM_MISSING`.
 */
export function runWithInput(
  command: string,
  args: readonly string[],
  { input, env }: { readonly input: string; readonly env: NodeJS.ProcessEnv },
): string | undefined {
  const { error, status, stdout } = spawnSync(command, args, { input, env, encoding: 'utf8' });
  const { code } = (error ?? {}) as NodeJS.ErrnoException;
  if (code === 'ENOENT') throw new Fault('PROGRAM_MISSING', { command });
  if (error !== undefined && code !== 'EPIPE') throw error; // it may answer before it has read all
  return status === 0 ? stdout : undefined;
}
