import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findDependencies, type DependencyFilter } from './find-dependencies.ts';
import { locatePackage, readManifest } from './installed-packages.ts';

/** The packages that an app needs when it runs. Folders are relative to the workspace. */
export interface AppPackages {
  /** Folders of the packages that the package.json of the app itself declares, not one for all apps. */
  readonly own: ReadonlySet<string>;
  /** Folders of all that the app needs, also if one package.json declares it for all apps. */
  readonly all: ReadonlySet<string>;
}

const NO_FILTER: DependencyFilter = { ofApp: new Set(), omit: [] };

/**
 * Finds the packages that an app needs: those in `dependencies` and `optionalDependencies` of the nearest
 * package.json that declares any, and what they need.
 *
 * @param root Folder of the workspace.
 * @param folder Folder of the file that starts the app, relative to the workspace.
 */
export function findAppPackages(root: string, folder: string): AppPackages {
  const { at, isOwn } = findManifest(root, folder, true);
  const { dependencies, optionalDependencies } = readManifest(join(root, at));
  const names = Object.keys({ ...dependencies, ...optionalDependencies });
  const declared = names.flatMap((name) => locatePackage(root, at, name) ?? []);
  const needed = declared.flatMap((located) => findDependencies(root, located, NO_FILTER));
  return { own: new Set(isOwn ? declared : []), all: new Set([...declared, ...needed]) };
}

interface FoundManifest {
  /** Folder, relative to the workspace. */
  readonly at: string;
  /** No folder between it and the file that starts the app is another project. */
  readonly isOwn: boolean;
}

function findManifest(root: string, folder: string, isOwn: boolean): FoundManifest {
  const { dependencies, optionalDependencies } = readManifest(join(root, folder));
  const hasNames = Object.keys({ ...dependencies, ...optionalDependencies }).length > 0;
  if (hasNames || folder === '.') return { at: folder, isOwn };
  const isProject = ['package.json', 'project.json'].some((name) =>
    existsSync(join(root, folder, name)),
  );
  return findManifest(root, dirname(join('.', folder)), isOwn && !isProject);
}
