import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseFields } from '../../host/configuration/option-files.ts';
import { Fault } from '../../host/faults/fault.ts';
import { parseBunLock } from './parse-bun-lock.ts';
import type { LockedPackages } from './locked-packages.ts';
import { parseNpmLock } from './parse-npm-lock.ts';
import { parsePnpmLock } from './parse-pnpm-lock.ts';
import { parseYarnLock } from './parse-yarn-lock.ts';

/** The lock file of a package manager. */
export interface LockFile {
  /** File name, in the folder of the project. */
  readonly name: string;
  readonly manager: 'npm' | 'pnpm' | 'yarn' | 'bun';
  /** @throws {Error} if it is not such a file. */
  readonly parse: (text: string) => LockedPackages;
}

/** In the order in which Nx looks for them. */
const LOCK_FILES: readonly LockFile[] = [
  { name: 'bun.lock', manager: 'bun', parse: parseBunLock },
  { name: 'yarn.lock', manager: 'yarn', parse: parseYarnLock },
  { name: 'pnpm-lock.yaml', manager: 'pnpm', parse: parsePnpmLock },
  { name: 'npm-shrinkwrap.json', manager: 'npm', parse: parseNpmLock },
  { name: 'package-lock.json', manager: 'npm', parse: parseNpmLock },
];

/** Bun's former format, which is refused. */
const BINARY_LOCK_FILE = 'bun.lockb';

/** Names of lock files: one is in the folder that packages are installed in. */
export const LOCK_FILE_NAMES: readonly string[] = [
  ...LOCK_FILES.map(({ name }) => name),
  BINARY_LOCK_FILE,
];

/** Files that say that packages are in no folder, where a bundler would find them. */
const PLUG_AND_PLAY = ['.pnp.cjs', '.pnp.js', '.pnp.loader.mjs'];

/**
 * Finds the lock file of a project. If there are several, the field `packageManager` of package.json decides.
 *
 * @returns Undefined for a project without one.
 * @throws {Fault} `PACKAGE_LOCK_BINARY` for bun's former format, `PLUG_AND_PLAY` for packages without a folder,
 *   `OPTIONS_SYNTAX` for a package.json that is damaged.
 */
export function findLockFile(root: string): LockFile | undefined {
  const [pnp] = PLUG_AND_PLAY.filter((name) => existsSync(join(root, name)));
  if (pnp !== undefined) throw new Fault('PLUG_AND_PLAY', { path: join(root, pnp) });
  const found = LOCK_FILES.filter(({ name }) => existsSync(join(root, name)));
  const path = join(root, BINARY_LOCK_FILE);
  if (found.length === 0 && existsSync(path)) throw new Fault('PACKAGE_LOCK_BINARY', { path });
  if (found.length < 2) return found[0];
  const preferred = readManager(root);
  return found.find(({ manager }) => manager === preferred) ?? found[0];
}

/** @see https://nodejs.org/docs/latest-v24.x/api/packages.html#packagemanager */
function readManager(root: string): string | undefined {
  const path = join(root, 'package.json');
  if (!existsSync(path)) return undefined;
  const { packageManager } = parseFields(readFileSync(path, 'utf8'), 'package.json');
  return typeof packageManager === 'string' ? packageManager.split('@')[0] : undefined;
}
