import { join, relative } from 'node:path';
import type { Metafile } from 'esbuild';
import type { BundleNotes, Place } from './bundle-notes.ts';
import { listOwnAddons, type External, type Externals } from './externals.ts';
import { findAssets, type PackageAssets } from './find-assets.ts';
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
  /** The packages that have assets, by their folders. */
  readonly assets: ReadonlyMap<string, PackageAssets>;
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
  const own = [...others, ...files, ...listOwnAddons(metafile)];
  const single = new Set(own).difference(new Set(there.map(({ path }) => path)));
  const whole = listed.flatMap(({ folder, needs }) => [folder, ...needs]);
  const folders = new Set([...findFolders(places, externals), ...whole]);
  const assets = findAssets(root, metafile);
  return {
    externals: listed,
    assets,
    groups: withAssets(
      assets,
      new Map([
        ...included,
        ...[...single].map((path) => [path, [{ path, source: join(root, path) }]] as const),
        ...[...folders]
          .toSorted()
          .map((folder) => [folder, findPackageFiles(root, folder)] as const),
      ]),
    ),
  };
}

/** Replaces the files of each package that lists assets by these. */
function withAssets(assets: ReadonlyMap<string, PackageAssets>, groups: FileGroups): FileGroups {
  const own = [...assets].map(([folder, { files }]) => [folder, files] as const);
  const all = [...new Map([...groups, ...own])];
  return new Map(all.filter(([folder, files]) => files.length > 0 || !assets.has(folder)));
}

/** The scripts among files that keep their place, by which they find what they import. */
function listScripts(root: string, files: readonly ProgramFile[]): readonly string[] {
  const scripts = files.filter(
    ({ path }) => SOURCE.test(path) && packageFolderOf(path) === undefined,
  );
  return scripts.flatMap(({ path, source }) => (relative(root, source) === path ? [path] : []));
}

/** Finds the folders of packages in which the bundled code looks, with what their scripts need. */
function findFolders(places: readonly Place[], externals: Externals): readonly string[] {
  return places.flatMap(({ path, startsScripts }) => {
    const folder = packageFolderOf(path);
    if (folder === undefined) return [];
    return startsScripts ? [folder, ...externals.findNeeds(folder)] : [folder];
  });
}
