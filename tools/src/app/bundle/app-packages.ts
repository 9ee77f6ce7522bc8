import { dirname, join } from 'node:path';
import { findDependencies } from './find-dependencies.ts';
import { locatePackage, readManifest } from './installed-packages.ts';

/** The packages that an app needs when it runs. Folders are relative to the workspace. */
export interface AppPackages {
  /** Folders of the packages that the app itself declares, by name. */
  readonly declared: ReadonlyMap<string, string>;
  /** Those and the packages that they need. */
  readonly all: ReadonlySet<string>;
}

/**
 * Finds the packages that an app needs: those in `dependencies` and `optionalDependencies` of its nearest
 * package.json that declares any, and what they need.
 *
 * @param root Folder of the workspace.
 * @param folder Folder of the app, or one below it, relative to the workspace.
 */
export function findAppPackages(root: string, folder: string): AppPackages {
  const { dependencies, optionalDependencies } = readManifest(join(root, folder));
  const names = Object.keys({ ...dependencies, ...optionalDependencies });
  if (names.length === 0 && folder !== '.') return findAppPackages(root, dirname(folder));
  const found = names.flatMap((name) => {
    const located = locatePackage(root, folder, name);
    return located === undefined ? [] : [[name, located] as const];
  });
  const all = new Set(found.map(([, located]) => located));
  for (const [, located] of found)
    for (const needed of findDependencies(root, located, new Set())) all.add(needed);
  return { declared: new Map(found), all };
}
