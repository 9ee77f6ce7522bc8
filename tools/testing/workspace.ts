import { join } from 'node:path';
import { runProgram, tryProgram, type Outcome } from './program.ts';

export const workspacePath = join(import.meta.dirname, '../..');

export interface NxOptions {
  /** Folder of the workspace. */
  readonly cwd?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Runs Nx like a shell; it must succeed. Returns its standard output. */
export function runNx(args: readonly string[], options: NxOptions = {}): string {
  return runProgram(...describeNx(args, options));
}

/** Runs Nx like a shell. Returns its outcome. */
export function tryNx(args: readonly string[], options: NxOptions = {}): Outcome {
  return tryProgram(...describeNx(args, options));
}

/**
 * Removes the variables that the Nx running these tests has set. Like `npm test`, Nx loads its plugins into one process,
 * which takes a quarter of the time.
 */
function describeNx(args: readonly string[], options: NxOptions): Parameters<typeof tryProgram> {
  const { cwd = workspacePath, environment = {} } = options;
  const own = Object.entries(process.env).filter(([name]) => !/^(NX_|JEST_)/.test(name));
  const env = {
    ...Object.fromEntries(own),
    NX_DAEMON: 'false',
    NX_ISOLATE_PLUGINS: 'false',
    ...environment,
  };
  return [join(cwd, 'node_modules/.bin/nx'), args, { cwd, env }];
}
