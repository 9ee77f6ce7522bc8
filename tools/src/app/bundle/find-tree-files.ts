import { existsSync, lstatSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '../../host/faults/fault.ts';
import { formatSize } from '../../host/format-size.ts';
import { checkTreeAddons } from './check-tree-addons.ts';
import type { ProgramFile } from './find-included-files.ts';
import { packageOf } from './package-of.ts';
import { readTreeLink } from './read-tree-link.ts';
import type { Tree } from './read-tree.ts';

export interface TreeOptions {
  /** Folder of the workspace. */
  readonly root: string;
  readonly tree: Tree;
  /** Packages to leave out, as if they were not installed. */
  readonly omit: readonly string[];
}

/** What Node reads at once; the stages of the build read a pack whole. */
const PACK_BYTES = 2 ** 31 - 2 ** 20;

/**
 * Finds the files of a ready folder, with symlinks as such: Node finds what a package of pnpm needs beside
 * its real path.
 *
 * @throws {Fault} `TREE_MISSING` without the folder, `TREE_MAIN` without its script, `TREE_LINK` for a symlink
 *   that leads out of it, `TREE_ADDON` for a package that is compiled for another system, `TREE_SIZE`.
 */
export function findTreeFiles({ root, tree, omit }: TreeOptions): readonly ProgramFile[] {
  const folder = join(root, tree.folder);
  if (!existsSync(folder)) throw new Fault('TREE_MISSING', tree);
  if (!isFile(join(folder, tree.main))) throw new Fault('TREE_MAIN', tree);
  const files = list(folder, '').filter(({ path }) => !omit.includes(packageOf(path) ?? ''));
  for (const { path, source } of files) if (isLink(source)) readTreeLink(folder, path, tree);
  checkTreeAddons(files, tree);
  checkSize(files, tree);
  return files;
}

/** Tells whether a path is a symlink, whether or not that leads anywhere. */
export function isLink(path: string): boolean {
  return lstatSync(path).isSymbolicLink();
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}

/** Sockets and the like are no part of a program. */
function list(folder: string, above: string): readonly ProgramFile[] {
  return readdirSync(join(folder, above), { withFileTypes: true })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(above, entry.name);
      if (entry.isDirectory()) return list(folder, path);
      return entry.isFile() || entry.isSymbolicLink() ? [{ path, source: join(folder, path) }] : [];
    });
}

function checkSize(files: readonly ProgramFile[], { folder, declaredIn }: Tree): void {
  const sizes = files.map(({ path, source }) => ({ path, bytes: lstatSync(source).size }));
  const sum = sizes.reduce((total, { bytes }) => total + bytes, 0);
  if (sum <= PACK_BYTES) return;
  const [largest] = sizes.toSorted((a, b) => b.bytes - a.bytes);
  throw new Fault('TREE_SIZE', {
    folder,
    declaredIn,
    found: formatSize(sum),
    expected: formatSize(PACK_BYTES),
    largest: `${largest?.path ?? ''} (${formatSize(largest?.bytes ?? 0)})`,
  });
}
