import { join, relative } from 'node:path';
import type { Metafile } from 'esbuild';
import type { BundleNotes, Place } from './bundle-notes.ts';
import type { External, Externals } from './externals.ts';
import { findDependencies } from './find-dependencies.ts';
import { findIncludedFiles, type ProgramFile } from './find-included-files.ts';
import { findPackageFiles } from './find-package-files.ts';
import { packageFolderOf } from './package-of.ts';
import type { Inclusion } from './parse-include.ts';
import { SOURCE } from './source-loader.ts';
import { traceScripts } from './trace-scripts.ts';

/** Why a program has files. */
export interface FileRequests {
  /** What the bundled code asks for. */
  readonly notes: BundleNotes;
  /** What the app declares. */
  readonly include: readonly Inclusion[];
  readonly externals: Externals;
}

/** Files by the folder of their package, by the declaration of the app, or by their path. */
export type FileGroups = ReadonlyMap<string, readonly ProgramFile[]>;

export interface ProgramFiles {
  readonly groups: FileGroups;
  readonly externals: readonly External[];
}

/**
 * Finds the files of a program.
 *
 * @param root Folder of the workspace.
 * @throws {Fault} `INCLUDE_MISSING`, `INCLUDE_LINK`
 */
export async function findProgramFiles(
  root: string,
  metafile: Metafile | undefined,
  { notes, include, externals }: FileRequests,
): Promise<ProgramFiles> {
  const included = new Map(include.map((entry) => [entry.text, findIncludedFiles(root, entry)]));
  const there = [...included.values()].flat();
  const scripts = [...notes.listScripts(metafile), ...listScripts(root, there)];
  const { files, packages } = await traceScripts(root, scripts);
  const uses = { byName: notes.loadsByName(metafile), scripts: packages };
  const listed = externals.list(metafile, uses);
  const places = notes.listPlaces(metafile);
  const others = places.filter(({ path }) => !packageFolderOf(path)).map(({ path }) => path);
  const single = new Set([...others, ...files]).difference(new Set(there.map(({ path }) => path)));
  return {
    externals: listed,
    groups: new Map([
      ...included,
      ...[...single].map((path) => [path, [{ path, source: join(root, path) }]] as const),
      ...findFilesOfPackages(root, { places, whole: listed, ofApp: externals.ofApp }),
    ]),
  };
}

/** The scripts among files that keep their place, by which they find what they import. */
function listScripts(root: string, files: readonly ProgramFile[]): readonly string[] {
  const scripts = files.filter(
    ({ path }) => SOURCE.test(path) && packageFolderOf(path) === undefined,
  );
  return scripts.flatMap(({ path, source }) => (relative(root, source) === path ? [path] : []));
}

interface PackageRequests {
  readonly places: readonly Place[];
  readonly whole: readonly External[];
  /** Folders of the packages that the app needs. */
  readonly ofApp: ReadonlySet<string>;
}

function findFilesOfPackages(root: string, { places, whole, ofApp }: PackageRequests): FileGroups {
  const withAddons = new Set(whole.flatMap(({ folder, needs }) => [folder, ...needs]));
  const asked = new Set(places.flatMap((place) => findFolders(root, place, ofApp)));
  const folders = [...asked.union(withAddons)].toSorted();
  return new Map(
    folders.map((folder) => {
      const addons = withAddons.has(folder);
      return [folder, findPackageFiles(root, folder, { addons })] as const;
    }),
  );
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
