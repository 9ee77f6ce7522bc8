import { join } from 'node:path';
import { listPackageFiles } from './find-package-files.ts';
import { locatePackage, readManifest } from './installed-packages.ts';
import { isLinuxLibrary } from './is-linux-library.ts';

/**
 * Tells whether a package loads a native addon: one in its folder, or in a package of one platform that is
 * installed with it. Addons of other platforms do not count.
 *
 * @param root Folder of the workspace.
 * @param folder Folder of the package, relative to the workspace.
 */
export function hasAddon(root: string, folder: string): boolean {
  if (containsAddon(root, folder)) return true;
  const { optionalDependencies = {} } = readManifest(join(root, folder));
  return Object.keys(optionalDependencies).some((name) => {
    const platform = locatePackage(root, folder, name);
    return platform !== undefined && isOfPlatform(root, platform) && containsAddon(root, platform);
  });
}

/** Loaders choose among such packages, and name each of them in `optionalDependencies`. */
function isOfPlatform(root: string, folder: string): boolean {
  const { os, cpu } = readManifest(join(root, folder));
  return os !== undefined && cpu !== undefined;
}

function containsAddon(root: string, folder: string): boolean {
  const files = listPackageFiles(root, folder).filter((path) => path.endsWith('.node'));
  return files.some((path) => isLinuxLibrary(join(root, path)));
}
