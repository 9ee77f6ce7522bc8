import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The fields of a package.json. */
export interface PackageManifest {
  readonly name: string;
  readonly version: string;
  /** Usually an SPDX expression; old packages have objects. */
  readonly license?: unknown;
}

/** The package that a file belongs to. */
export interface Owner {
  /** `name@version`: the same package in two folders counts as one. */
  readonly ref: string;
  /** Its path, relative to the workspace. */
  readonly folder: string;
  readonly manifest: PackageManifest;
}

/** Finds the owner of a file, whose path is relative to the workspace. */
export type FindOwner = (path: string) => Owner;

/**
 * Creates a function that finds the nearest package.json above a file that has a name and a version;
 * others only state the module type of a folder. It reads each folder once.
 *
 * @param root Workspace folder; its own package.json has both, so the search ends there.
 */
export function createOwnerFinder(root: string): FindOwner {
  const known = new Map<string, Owner>();
  const find = (folder: string): Owner => {
    const owner = known.get(folder) ?? readOwner(root, folder) ?? find(dirname(folder));
    known.set(folder, owner);
    return owner;
  };
  return (path) => find(dirname(path));
}

function readOwner(root: string, folder: string): Owner | undefined {
  const path = join(root, folder, 'package.json');
  if (!existsSync(path)) return undefined;
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as Partial<PackageManifest>;
  const { name, version } = manifest;
  if (name === undefined || version === undefined) return undefined;
  return { ref: `${name}@${version}`, folder, manifest: { ...manifest, name, version } };
}
