import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram } from './program.ts';

export const workspacePath = join(import.meta.dirname, '../../..');

/** Where `nx run server-vps:package` and `:package:local` write. */
export const packagePath = join(workspacePath, 'dist/apps/server-vps/package');
export const programPath = join(packagePath, 'server-vps');

export function readPackageFile(name: string): Buffer {
  return readFileSync(join(packagePath, name));
}

/** Name of the archive, which says version and architecture. */
export function findArchive(): string {
  const [name] = readdirSync(packagePath).filter((path) => path.endsWith('.tar.gz'));
  if (name === undefined) throw new Error(`No archive in ${packagePath}`);
  return name;
}

/** Runs Nx as from a shell: what the Nx that runs these tests put into the environment is left out. */
export function runNx(...args: readonly string[]): string {
  const own = Object.entries(process.env).filter(([name]) => !/^(NX_|JEST_)/.test(name));
  const env = { ...Object.fromEntries(own), NX_DAEMON: 'false' };
  return runProgram(join(workspacePath, 'node_modules/.bin/nx'), args, { cwd: workspacePath, env });
}
