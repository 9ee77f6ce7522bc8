import { join } from 'node:path';
import { locatePackage, readManifest, type InstallManifest } from './installed-packages.ts';

/** Which packages count as installed, and as needed. */
export interface DependencyFilter {
  /** Folders of the packages that the app needs. */
  readonly ofApp: ReadonlySet<string>;
  /** Names of packages to leave out as if they were not installed. */
  readonly omit: readonly string[];
}

/**
 * Finds the installed packages that a package needs, with those that they need. Names that are not installed
 * are left out, as npm leaves out optional packages. An optional peer is a package that something else
 * brings, and may be installed for the developers only: it belongs to them if the app needs it, too.
 *
 * @param root Folder of the workspace.
 * @param folder Folder of the package, relative to the workspace.
 * @returns Folders, relative to the workspace, in any order, without the package itself.
 */
export function findDependencies(
  root: string,
  folder: string,
  { ofApp, omit }: DependencyFilter,
): readonly string[] {
  const found = new Set([folder]);
  for (const next of found)
    // the set grows during this loop
    for (const { name, isOptionalPeer } of listNeeds(readManifest(join(root, next)))) {
      const target = omit.includes(name) ? undefined : locatePackage(root, next, name);
      if (target !== undefined && (!isOptionalPeer || ofApp.has(target))) found.add(target);
    }
  found.delete(folder);
  return [...found];
}

interface Need {
  readonly name: string;
  readonly isOptionalPeer: boolean;
}

/** Lists what a package needs by its manifest. */
export function listNeeds(manifest: InstallManifest): readonly Need[] {
  const { dependencies, optionalDependencies, peerDependencies = {} } = manifest;
  const own = Object.keys({ ...dependencies, ...optionalDependencies });
  return [
    ...own.map((name) => ({ name, isOptionalPeer: false })),
    ...Object.keys(peerDependencies).map((name) => ({
      name,
      isOptionalPeer: manifest.peerDependenciesMeta?.[name]?.optional === true,
    })),
  ];
}
