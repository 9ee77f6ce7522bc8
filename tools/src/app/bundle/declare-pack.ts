import { statSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Metafile } from 'esbuild';
import type { External } from './externals.ts';
import type { PackageAssets } from './find-assets.ts';
import { packageFolderOf } from './package-of.ts';

/** What a pack contains. */
export interface PackContents {
  /** Sources of the files, by their paths below the folder of the app file. */
  readonly sources: ReadonlyMap<string, string>;
  readonly externals: readonly External[];
  /** The packages that have assets, by their folders. */
  readonly assets?: ReadonlyMap<string, PackageAssets>;
}

/** A folder to which paths are relative, and the path of the pack. */
export interface PackPlace {
  readonly root: string;
  readonly path: string;
}

/** Adds a pack to the metafile, by which the SBOM and the licences of the app are made. */
export function declarePack(
  metafile: Metafile,
  { root, path }: PackPlace,
  { sources, externals, assets = new Map<string, PackageAssets>() }: PackContents,
): void {
  const inside = [...assets.values()].flatMap(({ contents }) => contents.map(manifestOf));
  const read = [...sources.values(), ...inside.map((name) => join(root, name))];
  const sizes = read.map((source) => [relative(root, source), statSync(source).size] as const);
  const inputs = sizes.map(([name, size]) => [name, { bytesInOutput: size }]);
  metafile.outputs[path] = {
    bytes: sizes.slice(0, sources.size).reduce((sum, [, size]) => sum + size, 0),
    inputs: Object.fromEntries(inputs) as Metafile['outputs'][string]['inputs'],
    imports: [],
    exports: [],
  };
  const unnamed = findUnnamed(metafile, externals);
  const { entryPoint = '' } =
    Object.values(metafile.outputs).find((output) => output.entryPoint) ?? {};
  metafile.inputs[entryPoint]?.imports.push(...unnamed.map(renderImport));
  for (const [folder, { contents }] of assets)
    metafile.inputs[manifestOf(folder)] = { bytes: 0, imports: contents.map(renderImport) };
  const bytesOf = new Map(sizes);
  for (const { folder, needs } of externals)
    metafile.inputs[manifestOf(folder)] = {
      bytes: bytesOf.get(manifestOf(folder)) ?? 0,
      imports: needs.map(renderImport),
    };
}

/** Finds the packages that no file of the bundle imports by a literal name: the app needs them. */
function findUnnamed({ inputs }: Metafile, externals: readonly External[]): readonly string[] {
  const imports = Object.values(inputs).flatMap((input) => input.imports);
  const named = new Set(imports.map(({ path }) => packageFolderOf(path.replace(/^[a-z-]+:/, ''))));
  return externals.map(({ folder }) => folder).filter((folder) => !named.has(folder));
}

function renderImport(folder: string): Metafile['inputs'][string]['imports'][number] {
  return { path: manifestOf(folder), kind: 'require-call' };
}

/** Stands for its package where packages import each other. */
function manifestOf(folder: string): string {
  return join(folder, 'package.json');
}
