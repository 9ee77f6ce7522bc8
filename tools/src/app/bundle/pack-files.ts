import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { BuildResult, Metafile, Plugin } from 'esbuild';
import { renderPack } from '../../formats/pack/render-pack.ts';
import { Fault } from '../../host/faults/fault.ts';
import { formatSize } from '../../host/format-size.ts';
import { ASSETS } from '../../node/runtime/layout.ts';
import type { BundleNotes, Place } from './bundle-notes.ts';
import { findDependencies } from './find-dependencies.ts';
import { findIncludedFiles, type ProgramFile } from './find-included-files.ts';
import { findPackageFiles } from './find-package-files.ts';
import { packageFolderOf } from './package-of.ts';
import type { Inclusion } from './parse-include.ts';
import { planPack } from './plan-pack.ts';

export interface PackOptions {
  readonly notes: BundleNotes;
  readonly include: readonly Inclusion[];
  /** Receives the lines about the files. */
  readonly report: (line: string) => void;
}

/**
 * Writes a pack of the files that the program reads, in the folder of the bundle: those that the app declares,
 * and those of each package that looks into its own folder. An app without such files has no pack.
 */
export function packFiles({ notes, include, report }: PackOptions): Plugin {
  return {
    name: 'pack-files',
    setup(build) {
      const { absWorkingDir: root = '' } = build.initialOptions;
      build.onEnd((result) => {
        try {
          const groups = findGroups(root, include, notes.listPlaces(result.metafile));
          const sources = planPack([...groups.values()].flat());
          const pack = sources.size === 0 ? undefined : readPack(sources);
          notes.provide([...groups.keys()]);
          for (const line of renderReport(groups, pack)) report(line);
          const path = findPackPath(result.metafile);
          if (path === undefined) return {};
          write(join(root, path), result, pack);
          if (pack && result.metafile) declare(result.metafile, path, describe(root, sources));
          return {};
        } catch (error) {
          if (!(error instanceof Fault)) throw error;
          return { errors: [{ text: error.message }] };
        }
      });
    },
  };
}

/** Finds the files, by the folder of their package or by the declaration of the app. */
function findGroups(
  root: string,
  include: readonly Inclusion[],
  places: readonly Place[],
): ReadonlyMap<string, readonly ProgramFile[]> {
  const folders = new Set(places.flatMap((place) => findFolders(root, place)));
  const single = places.map(({ path }) => path).filter((path) => !packageFolderOf(path));
  return new Map([
    ...include.map((entry) => [entry.text, findIncludedFiles(root, entry)] as const),
    ...single.map((path) => [path, [{ path, source: join(root, path) }]] as const),
    ...[...folders].toSorted().map((folder) => [folder, findPackageFiles(root, folder)] as const),
  ]);
}

/** The folder of a package, and those of the packages that its scripts need. */
function findFolders(root: string, { path, startsScripts }: Place): readonly string[] {
  const folder = packageFolderOf(path);
  if (folder === undefined) return [];
  return startsScripts ? [folder, ...findDependencies(root, folder)] : [folder];
}

function readPack(sources: ReadonlyMap<string, string>): Buffer {
  const files = [...sources].map(([path, source]) => [path, readFileSync(source)] as const);
  return renderPack(new Map(files));
}

function renderReport(
  groups: ReadonlyMap<string, readonly ProgramFile[]>,
  pack: Buffer | undefined,
): readonly string[] {
  if (pack === undefined) return [];
  const lines = [...groups].map(([name, { length }]) => `  ${name}  ${length}`);
  return [`Files that the program can read, ${formatSize(pack.length)}:`, ...lines];
}

/** The pack is in the folder of the bundle; undefined if there is no bundle. */
function findPackPath(metafile: Metafile | undefined): string | undefined {
  const outputs = Object.entries(metafile?.outputs ?? {});
  const bundle = outputs.find(([, { entryPoint }]) => entryPoint !== undefined);
  return bundle && join(dirname(bundle[0]), ASSETS.files);
}

/** Writes the pack, or gives it to a caller who writes the outputs. */
function write(path: string, { outputFiles }: BuildResult, pack: Buffer | undefined): void {
  if (outputFiles === undefined && pack === undefined) rmSync(path, { force: true });
  else if (outputFiles === undefined) writeFileSync(path, pack ?? '');
  else if (pack) outputFiles.push({ path, contents: pack, hash: '', text: '' });
}

/** Sizes of the files by their paths in the workspace. */
function describe(root: string, sources: ReadonlyMap<string, string>): Record<string, number> {
  const sizes = [...sources.values()].map(
    (source) => [relative(root, source), statSync(source).size] as const,
  );
  return Object.fromEntries(sizes);
}

/** Adds the pack to the metafile, by which the SBOM and the licences of the app are made. */
function declare(metafile: Metafile, path: string, sizes: Record<string, number>): void {
  const inputs = Object.entries(sizes).map(([name, size]) => [name, { bytesInOutput: size }]);
  metafile.outputs[path] = {
    bytes: Object.values(sizes).reduce((sum, size) => sum + size, 0),
    inputs: Object.fromEntries(inputs) as Metafile['outputs'][string]['inputs'],
    imports: [],
    exports: [],
  };
}
