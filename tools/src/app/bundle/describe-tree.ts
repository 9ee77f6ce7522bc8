import { lstatSync } from 'node:fs';
import { relative } from 'node:path';
import type { Metafile } from 'esbuild';
import type { ProgramFile } from './find-included-files.ts';
import { packageOf } from './package-of.ts';
import type { Tree } from './read-tree.ts';

export interface TreeDescription {
  /** Folder of the workspace. */
  readonly root: string;
  readonly tree: Tree;
  readonly files: readonly ProgramFile[];
}

/**
 * Adds the pack of a ready folder to the metafile, by which the SBOM and the licences of the app are made:
 * the files of its packages as such, and all others as a part of the app. `tree` is ours: packages below that
 * folder are not where a lock file has them.
 */
export function describeTree(
  metafile: Metafile,
  packPath: string,
  { root, tree, files }: TreeDescription,
): void {
  const inputs: Record<string, { bytesInOutput: number }> = {};
  let bytes = 0;
  for (const { source } of files) {
    const { size } = lstatSync(source);
    const path = relative(root, source);
    const input = (inputs[packageOf(path) === undefined ? tree.declaredIn : path] ??= {
      bytesInOutput: 0,
    });
    input.bytesInOutput += size;
    bytes += size;
  }
  const described = { bytes, inputs, imports: [], exports: [], tree: tree.folder };
  metafile.outputs[packPath] = described;
}
