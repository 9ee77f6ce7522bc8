import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fixEnvironment } from '../../src/host/fix-environment.ts';
import { runPrograms } from '../../src/host/run-programs.ts';
import { workspacePath } from '../workspace.ts';

/** A folder with a package.json and a package-lock.json, outside the packages of this workspace. */
export interface Installable {
  readonly name: string;
  readonly folder: string;
  /** Run the install scripts of its packages. */
  readonly scripts?: boolean;
}

/**
 * Outside the workspace: a package that a fixture lacks must not be found in the workspace's node_modules.
 * No part of its path begins with a dot: Express does not send files from below such a folder.
 */
const CACHE = join(tmpdir(), 'tscratch-any-app');

/**
 * Copies a folder to the cache and installs its packages by its lock file. Both stay there for the next run.
 *
 * @returns The path of the copy.
 * @throws {Fault} `PROGRAM_FAILED` from npm.
 */
export function install({ name, folder, scripts = false }: Installable): string {
  const lock = readFileSync(join(folder, 'package-lock.json'));
  const version = createHash('sha256').update(lock).digest('hex').slice(0, 12);
  const path = join(CACHE, `${name}-${version}`);
  if (!existsSync(path)) fill(path, { name, folder, scripts });
  cpSync(folder, path, { recursive: true });
  return path;
}

/** A folder of this name is complete. */
function fill(path: string, { folder, scripts = false }: Installable): void {
  const part = `${path}.part`;
  rmSync(part, { recursive: true, force: true });
  mkdirSync(part, { recursive: true });
  for (const file of ['package.json', 'package-lock.json'])
    cpSync(join(folder, file), join(part, file));
  const addons = [`--ignore-scripts=${String(!scripts)}`, '--nodedir='];
  const args = ['ci', '--no-audit', '--no-fund', ...addons];
  const { PATH = '' } = process.env;
  // Addons are for the Node that runs npm, so it must be the pinned one; without nodedir, also for its headers.
  const env = fixEnvironment({
    ...process.env,
    PATH: `${join(workspacePath, 'node_modules/.bin')}:${PATH}`,
  });
  runPrograms([{ command: 'npm', args, cwd: part }], env);
  renameSync(part, path);
}
