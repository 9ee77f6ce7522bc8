import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Fault } from '../../host/faults/fault.ts';
import { TOOLS_FOLDER } from '../../host/tools-folder.ts';
import { findNodeLock } from '../../node/archive/node-lock.ts';
import type { BundledPackage } from '../sbom/find-packages.ts';
import { findLockFile, type LockFile } from './find-lock-file.ts';
import type { LockedPackages } from './locked-packages.ts';

/** Finds the digest of the archive of a package; undefined if its lock file has none. */
export type FindDigest = (found: BundledPackage) => string | undefined;

/**
 * Reads the lock file of a project.
 *
 * @returns A function that throws `PACKAGE_UNLOCKED` if the installed version is not a locked one.
 * @throws {Fault} `PACKAGE_LOCK_MISSING`, `PACKAGE_LOCK_FORMAT`; those of `findLockFile`.
 */
export function readLockFile(root: string): FindDigest {
  const file = findLockFile(root);
  if (file === undefined) throw new Fault('PACKAGE_LOCK_MISSING', { root });
  const packages = parseText(file, join(root, file.name));
  return ({ ref, folder, manifest: { name, version } }) => {
    const found = packages.get(`${name}@${version}`) ?? packages.get(name);
    if (found !== undefined && (found.digest !== undefined || !found.needsDigest))
      return found.digest;
    throw new Fault('PACKAGE_UNLOCKED', { ref, folder, lock: file.name, manager: file.manager });
  };
}

/**
 * Reads the lock file of a project, if it has one, for packages that another program has put together: what
 * the lock file does not have is no mistake.
 *
 * @throws {Fault} `PACKAGE_LOCK_FORMAT`; those of `findLockFile`.
 */
export function readKnownDigests(root: string): FindDigest {
  const file = findLockFile(root);
  const packages = file && parseText(file, join(root, file.name));
  return ({ manifest: { name, version } }) => packages?.get(`${name}@${version}`)?.digest;
}

function parseText({ parse }: LockFile, path: string): LockedPackages {
  try {
    return parse(
      readFileSync(path, 'utf8')
        .replace(/^\uFEFF/, '')
        .replaceAll('\r\n', '\n'),
    );
  } catch (cause) {
    const [reason = ''] = (cause as Error).message.split('\n');
    throw new Fault('PACKAGE_LOCK_FORMAT', { path, reason }, { cause });
  }
}

/**
 * Lists the lock files of a project itself, which determine what is installed: that of its package manager,
 * and that of Node if it is among the sources.
 *
 * @returns Paths relative to the project.
 */
export function listLockFiles(root: string): readonly string[] {
  const names = [findLockFile(root)?.name, relative(root, findNodeLock(root))];
  return names.filter((path) => path !== undefined).filter(isSource);
}

/** Tells whether a path relative to a project is one of its sources, not of an installed package. */
export function isSource(path: string): boolean {
  return !path.split('/').some((name) => name === '..' || name === 'node_modules');
}

/** A lock file, by the name that provenance has for it. */
export interface NamedFile {
  readonly name: string;
  readonly path: string;
}

/** Lists everything that pins the inputs of a build: the lock files of the project, and those of the tools. */
export function listMaterials(root: string): readonly NamedFile[] {
  const own = findLockFile(root)?.name;
  const paths = [join(TOOLS_FOLDER, 'libraries/lock.json'), findNodeLock(root)];
  const named = paths.map((path) => ({ name: nameFile(root, path), path }));
  return own === undefined ? named : [{ name: own, path: join(root, own) }, ...named];
}

/** The path in the project, or in the installed package of the tools, wherever that is. */
function nameFile(root: string, path: string): string {
  const inProject = relative(root, path);
  return isSource(inProject) ? inProject : `@tscratch/tools/${relative(TOOLS_FOLDER, path)}`;
}
