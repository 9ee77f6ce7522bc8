import { lstatSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import type { BuildResult, Plugin } from 'esbuild';
import { renderPack, type PackedLink } from '../../formats/pack/render-pack.ts';
import { Fault } from '../../host/faults/fault.ts';
import { formatSize } from '../../host/format-size.ts';
import { describeTree } from './describe-tree.ts';
import { findIncludedFiles, type ProgramFile } from './find-included-files.ts';
import { findTreeFiles, isLink } from './find-tree-files.ts';
import { findPackPath, writePack } from './pack-files.ts';
import type { Inclusion } from './parse-include.ts';
import { planPack } from './plan-pack.ts';
import { readTreeLink } from './read-tree-link.ts';
import type { Tree } from './read-tree.ts';
import { findScope, isScope, renderScope } from './tree-scope.ts';

export interface EnterTreeOptions {
  readonly tree: Tree;
  /** Files that the program has besides those of the folder. */
  readonly include: readonly Inclusion[];
  /** Packages to leave out, as if they were not installed. */
  readonly omit: readonly string[];
  /** Receives the lines about the files. */
  readonly report: (line: string) => void;
}

const ENTRY = 'tree';

/**
 * Makes a program of a ready folder: its files are those of the program, and the bundle only starts its
 * script.
 */
export function enterTree(options: EnterTreeOptions): Plugin {
  const { main, declaredIn } = options.tree;
  return {
    name: 'enter-tree',
    setup(build) {
      const { absWorkingDir: root = '' } = build.initialOptions;
      build.initialOptions.metafile = true; // the SBOM and the licences are made by it
      build.onResolve({ filter: /^/ }, ({ kind }) =>
        kind === 'entry-point'
          ? { namespace: ENTRY, path: join(dirname(declaredIn), basename(main)) }
          : undefined,
      );
      build.onLoad({ filter: /^/, namespace: ENTRY }, () => ({
        contents: `require("./start-tree.ts").startTree(${JSON.stringify(main)});`,
        resolveDir: import.meta.dirname,
      }));
      build.onEnd((result) => {
        try {
          packTree(root, options, result);
          return {};
        } catch (error) {
          if (!(error instanceof Fault)) throw error;
          return { errors: [{ text: error.message }] };
        }
      });
    },
  };
}

function packTree(root: string, options: EnterTreeOptions, result: BuildResult): void {
  const { tree, include, omit, report } = options;
  const own = findTreeFiles({ root, tree, omit });
  const included = include.flatMap((entry) => placeIncluded(entry, findIncludedFiles(root, entry)));
  const planned = planPack([...own, ...included, ...findScope(root, tree)]);
  const files = [...planned].map(([path, source]): ProgramFile => ({ path, source }));
  const pack = renderPack(
    new Map(files.map((file) => [file.path, read(root, tree, file)] as const)),
  );
  for (const line of renderTreeReport(tree, files)) report(line);
  const path = findPackPath(result.metafile);
  if (path === undefined) return;
  writePack(join(root, path), result, pack);
  if (result.metafile) describeTree(result.metafile, path, { root, tree, files });
}

/** What is named by its path keeps its place below the folder of the declaration, which is that of the app. */
function placeIncluded(
  { output, folder, declaredIn }: Inclusion,
  files: readonly ProgramFile[],
): readonly ProgramFile[] {
  const home = dirname(declaredIn);
  if (output !== folder || home === '.') return files;
  return files.map((file) => ({ ...file, path: relative(home, file.path) }));
}

function read(root: string, tree: Tree, file: ProgramFile): Uint8Array | PackedLink {
  const { path, source } = file;
  if (isLink(source)) return { linkTarget: readTreeLink(join(root, tree.folder), path, tree) };
  return isScope(root, tree, file) ? renderScope(file) : readFileSync(source);
}

/** Renders what the program consists of, and what it costs that its modules are not bundled. */
function renderTreeReport(
  { folder, main }: Tree,
  files: readonly ProgramFile[],
): readonly string[] {
  const links = files.filter(({ source }) => isLink(source)).length;
  const bytes = files.reduce((sum, { source }) => sum + lstatSync(source).size, 0);
  const counts = `${files.length - links} files${links === 0 ? '' : `, ${links} symlinks`}`;
  return [
    `The program is the folder ${folder}, ${formatSize(bytes)}, ${counts}; it starts ${main}.`,
    'Its modules are not bundled: each start finds, reads and compiles them one by one, without a code cache.',
  ];
}
