import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The fields of a package.json that decide what is installed with it. */
export interface InstallManifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
  /** Systems and processors that it is for: a package of one platform has both. */
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
}

/** Reads the package.json of a folder; empty if there is none. */
export function readManifest(folder: string): InstallManifest {
  const path = join(folder, 'package.json');
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as InstallManifest) : {};
}

/**
 * Looks for a package like Node: in `node_modules` of a folder, and of each folder above it.
 *
 * @param root Folder of the workspace, where the search ends.
 * @param from Folder to begin with, relative to the workspace.
 * @returns Its folder, relative to the workspace.
 */
export function locatePackage(root: string, from: string, name: string): string | undefined {
  const folder = join(from, 'node_modules', name);
  if (existsSync(join(root, folder))) return folder;
  return from === '.' ? undefined : locatePackage(root, dirname(from), name);
}
