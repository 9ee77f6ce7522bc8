import { join } from 'node:path';
import type { Place } from './bundle-notes.ts';
import type { External } from './externals.ts';
import { findDependencies } from './find-dependencies.ts';
import { findIncludedFiles, type ProgramFile } from './find-included-files.ts';
import { findPackageFiles } from './find-package-files.ts';
import { packageFolderOf } from './package-of.ts';
import type { Inclusion } from './parse-include.ts';

/** Why a program has files. */
export interface FileRequests {
  /** What the app declares. */
  readonly include: readonly Inclusion[];
  /** Files in whose folder the bundled code looks. */
  readonly places: readonly Place[];
  readonly externals: readonly External[];
  /** Folders of the packages that the app needs. */
  readonly ofApp: ReadonlySet<string>;
}

/** Files by the folder of their package, or by the declaration of the app. */
export type FileGroups = ReadonlyMap<string, readonly ProgramFile[]>;

/**
 * Finds the files of a program.
 *
 * @param root Folder of the workspace.
 * @throws {Fault} `INCLUDE_MISSING`, `INCLUDE_LINK`
 */
export function findProgramFiles(root: string, requests: FileRequests): FileGroups {
  const { include, places, externals } = requests;
  const whole = new Set(externals.flatMap(({ folder, needs }) => [folder, ...needs]));
  const asked = new Set(places.flatMap((place) => findFolders(root, place, requests.ofApp)));
  const folders = [...asked.union(whole)].toSorted();
  const single = places.map(({ path }) => path).filter((path) => !packageFolderOf(path));
  return new Map([
    ...include.map((entry) => [entry.text, findIncludedFiles(root, entry)] as const),
    ...single.map((path) => [path, [{ path, source: join(root, path) }]] as const),
    ...folders.map(
      (folder) => [folder, findPackageFiles(root, folder, { addons: whole.has(folder) })] as const,
    ),
  ]);
}

/** The folder of a package, and those of the packages that its scripts need. */
function findFolders(
  root: string,
  { path, startsScripts }: Place,
  ofApp: ReadonlySet<string>,
): readonly string[] {
  const folder = packageFolderOf(path);
  if (folder === undefined) return [];
  return startsScripts ? [folder, ...findDependencies(root, folder, ofApp)] : [folder];
}
