import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/**
 * Finds the installed packages that a package needs, with those that they need. Names that are not installed
 * are left out, as npm leaves out optional packages.
 *
 * @param root Folder of the workspace.
 * @param folder Folder of the package, relative to the workspace.
 * @returns Folders, relative to the workspace, in any order, without the package itself.
 */
export function findDependencies(root: string, folder: string): readonly string[] {
  const found = new Set([folder]);
  for (const next of found)
    // the set grows during this loop
    for (const name of listNames(join(root, next))) {
      const target = locate(root, next, name);
      if (target !== undefined) found.add(target);
    }
  found.delete(folder);
  return [...found];
}

function listNames(folder: string): readonly string[] {
  const path = join(folder, 'package.json');
  const manifest = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Manifest) : {};
  const { dependencies, optionalDependencies, peerDependencies } = manifest;
  return Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies });
}

/** Looks for a package like Node: in `node_modules` of the folder, and of each folder above it. */
function locate(root: string, from: string, name: string): string | undefined {
  const folder = join(from, 'node_modules', name);
  if (existsSync(join(root, folder))) return folder;
  return from === '.' ? undefined : locate(root, dirname(from), name);
}
