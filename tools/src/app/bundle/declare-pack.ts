import { statSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Metafile } from 'esbuild';
import type { External } from './externals.ts';

/** What a pack contains. */
export interface PackContents {
  /** Sources of the files, by their paths below the folder of the app file. */
  readonly sources: ReadonlyMap<string, string>;
  readonly externals: readonly External[];
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
  { sources, externals }: PackContents,
): void {
  const sizes = [...sources.values()].map(
    (source) => [relative(root, source), statSync(source).size] as const,
  );
  const inputs = sizes.map(([name, size]) => [name, { bytesInOutput: size }]);
  metafile.outputs[path] = {
    bytes: sizes.reduce((sum, [, size]) => sum + size, 0),
    inputs: Object.fromEntries(inputs) as Metafile['outputs'][string]['inputs'],
    imports: [],
    exports: [],
  };
  for (const { folder, needs } of externals)
    metafile.inputs[manifestOf(folder)] = {
      bytes: statSync(join(root, manifestOf(folder))).size,
      imports: needs.map((needed) => ({ path: manifestOf(needed), kind: 'require-call' })),
    };
}

/** Stands for its package where packages import each other. */
function manifestOf(folder: string): string {
  return join(folder, 'package.json');
}
