import { join } from 'node:path';
import { runProgram } from './program.ts';

export const workspacePath = join(import.meta.dirname, '../../..');

export interface NxOptions {
  /** Folder of the workspace. */
  readonly cwd?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Runs Nx as from a shell: what the Nx that runs these tests put into the environment is left out. */
export function runNx(args: readonly string[], options: NxOptions = {}): string {
  const { cwd = workspacePath, environment = {} } = options;
  const own = Object.entries(process.env).filter(([name]) => !/^(NX_|JEST_)/.test(name));
  const env = { ...Object.fromEntries(own), NX_DAEMON: 'false', ...environment };
  return runProgram(join(cwd, 'node_modules/.bin/nx'), args, { cwd, env });
}
