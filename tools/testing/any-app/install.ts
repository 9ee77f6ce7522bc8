import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describeNpmError } from '../../src/host/describe-npm-error.ts';
import { fixEnvironment } from '../../src/host/fix-environment.ts';
import { isProgramFailure, runPrograms } from '../../src/host/run-programs.ts';
import { findNode } from '../../src/node/runtime/find-node.ts';
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
 * @throws {Error} with the install script that failed, or the code of npm.
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
  const addons = [`--ignore-scripts=${String(!scripts)}`, `--nodedir=${findHeaders()}`];
  const args = ['ci', '--no-audit', '--no-fund', ...addons];
  try {
    runPrograms([{ command: 'npm', args, cwd: part }], environmentOfNpm());
  } catch (cause) {
    throw new Error(`npm ci failed: ${describeFailure(cause)}`, { cause });
  }
  renameSync(part, path);
}

/** Addons are for the Node that runs npm, so it must be the pinned one; without nodedir, also for its headers. */
function environmentOfNpm(): NodeJS.ProcessEnv {
  const PATH = `${join(workspacePath, 'node_modules/.bin')}:${process.env['PATH'] ?? ''}`;
  return fixEnvironment({ ...process.env, PATH });
}

/**
 * Makes the program of a fixture whose sources another tool builds.
 *
 * @param folder Folder with its sources and packages.
 * @throws {Error} with the last line of its output if the build fails.
 */
export function buildSources(
  folder: string,
  [command, ...args]: readonly [string, ...string[]],
): void {
  // Tools of the field report to their makers unless told otherwise.
  const env = { ...environmentOfNpm(), NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' };
  try {
    runPrograms([{ command, args, cwd: folder }], env);
  } catch (cause) {
    throw new Error(`the build of its sources failed: ${String(cause)}`, { cause });
  }
}

/** The folder of the pinned Node, whose `include` has the headers to compile addons with. */
function findHeaders(): string {
  return dirname(dirname(findNode(workspacePath, process.arch).path));
}

/** The install script of a package that failed, or what npm says else. */
function describeFailure(error: unknown): string {
  const reason = describeNpmError(error) ?? String(error);
  if (!isProgramFailure(error)) return reason;
  return /^npm error command (sh .*)$/m.exec(error.facts.errors)?.[1] ?? reason;
}
