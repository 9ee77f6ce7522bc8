import { lstatSync } from 'node:fs';
import { relative } from 'node:path';
import type { ImportKind, Metafile } from 'esbuild';
import type { ProgramFile } from './find-included-files.ts';
import { packageFolderOf, packageOf } from './package-of.ts';
import type { Tree } from './read-tree.ts';

export interface TreeDescription {
  /** Folder of the workspace. */
  readonly root: string;
  readonly tree: Tree;
  readonly files: readonly ProgramFile[];
}

/**
 * Adds the pack of a ready folder to the metafile, by which the SBOM and the licences of the app are made:
 * the files of its packages as such, and all others as a part of the app, which needs each package. `tree` is
 * ours: a package in that folder need not be in the lock file of the workspace.
 */
export function describeTree(
  metafile: Metafile,
  packPath: string,
  { root, tree, files }: TreeDescription,
): void {
  const inputs: Record<string, { bytesInOutput: number }> = {};
  for (const { source } of files) {
    const path = relative(root, source);
    const name = packageOf(path) === undefined ? tree.declaredIn : path;
    const bytesInOutput = (inputs[name]?.bytesInOutput ?? 0) + lstatSync(source).size;
    inputs[name] = { bytesInOutput };
  }
  const bytes = Object.values(inputs).reduce((sum, { bytesInOutput }) => sum + bytesInOutput, 0);
  const described = { bytes, inputs, imports: [], exports: [], tree: tree.folder };
  metafile.outputs[packPath] = described;
  const folders = new Set(Object.keys(inputs).flatMap((path) => packageFolderOf(path) ?? []));
  const imports = [...folders].map((folder) => ({
    path: `${folder}/package.json`,
    kind: REQUIRED,
  }));
  metafile.inputs[tree.declaredIn] = { bytes: 0, imports };
}

const REQUIRED: ImportKind = 'require-call';
