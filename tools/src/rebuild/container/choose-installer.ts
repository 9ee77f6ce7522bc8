import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findLockFile, type LockFile } from '../../attestation/locks/find-lock-file.ts';
import { Fault } from '../../host/faults/fault.ts';

/** What installs the packages of a project in the container. */
export interface Installer {
  /** Undefined for a project without a lock file. */
  readonly manager: LockFile['manager'] | undefined;
  /** The package of npm that contains it; undefined for npm, which the container has. */
  readonly package: string | undefined;
}

/**
 * Chooses the package manager by the lock file of a project: the release that the field `packageManager` of package.json
 * names, else the newest of the line that writes such a lock file.
 *
 * @throws {Fault} `INSTALLER_UNKNOWN` for a release that npm cannot install; those of `findLockFile`.
 * @see https://nodejs.org/docs/latest-v24.x/api/packages.html#packagemanager
 */
export function chooseInstaller(root: string): Installer {
  const lock = findLockFile(root);
  if (lock === undefined) return { manager: undefined, package: undefined };
  const { manager } = lock;
  if (manager === 'npm') return { manager, package: undefined };
  const version =
    readPinned(root, manager) ?? guessLine(lock, readFileSync(join(root, lock.name), 'utf8'));
  return { manager, package: `${namePackage(manager, version)}@${version}` };
}

/** Lists it as arguments of the script `install-dependencies`. */
export function listInstaller({ manager, package: name }: Installer): readonly string[] {
  return [manager ?? 'none', ...(name === undefined ? [] : [name])];
}

function readPinned(root: string, manager: string): string | undefined {
  const path = join(root, 'package.json');
  if (!existsSync(path)) return undefined;
  const { packageManager } = JSON.parse(readFileSync(path, 'utf8')) as { packageManager?: unknown };
  if (typeof packageManager !== 'string') return undefined;
  const [, name, version] = /^([a-z]+)@(\d+\.\d+\.\d+[\w.-]*)(?:\+.*)?$/.exec(packageManager) ?? [];
  if (name === undefined && packageManager.startsWith(`${manager}@`))
    throw new Fault('INSTALLER_UNKNOWN', { found: packageManager, manager });
  return name === manager ? version : undefined;
}

/** The line of releases that writes such a lock file. */
function guessLine({ manager }: LockFile, text: string): string {
  switch (manager) {
    case 'pnpm':
      return /^lockfileVersion: '?[56]/m.test(text) ? '8' : '10';
    case 'yarn':
      return /^# yarn lockfile v1$/m.test(text) ? '1' : '4';
    default:
      return '1';
  }
}

/** From the second release on, Yarn is a package of another name. */
function namePackage(manager: string, version: string): string {
  return manager === 'yarn' && !/^1\b/.test(version) ? '@yarnpkg/cli-dist' : manager;
}
