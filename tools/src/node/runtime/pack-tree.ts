import { join } from 'node:path';
import type { PackedFile } from '../../formats/pack/parse-pack.ts';

/** A folder: what is in it, by name. */
export interface Folder {
  /** Number of the inode. */
  readonly number: number;
  readonly children: Map<string, Node>;
}

/** A file of a pack. */
export interface File extends PackedFile {
  readonly number: number;
}

/** A symlink of a pack. */
export interface Link {
  readonly number: number;
  /** Relative to its folder. */
  readonly target: string;
}

export type Node = Folder | File | Link;

/** What is at a path. */
export interface Found {
  readonly node: Node;
  /** The path without symlinks, from `/`, which is the folder of the app. */
  readonly realPath: string;
}

/** Why nothing is at a path. */
export type Missing = 'ELOOP' | 'ENOENT' | 'ENOTDIR';

/** How many symlinks Linux follows for one path: path_resolution(7). */
const MAX_LINKS = 40;

export function isFolder(node: Node): node is Folder {
  return 'children' in node;
}

export function isLink(node: Node): node is Link {
  return 'target' in node;
}

/** Arranges the files of a pack in folders. */
export function plantTree(files: readonly PackedFile[]): Folder {
  let count = 1;
  const createFolder = (): Folder => ({ number: (count += 1), children: new Map() });
  const tree = createFolder();
  for (const file of files) {
    const names = file.path.split('/');
    const last = names.pop() ?? '';
    let folder = tree;
    for (const name of names) {
      const found = folder.children.get(name);
      const next = found !== undefined && isFolder(found) ? found : createFolder();
      folder.children.set(name, next);
      folder = next;
    }
    folder.children.set(last, createNode(file, (count += 1)));
  }
  return tree;
}

function createNode(file: PackedFile, number: number): File | Link {
  const { linkTarget: target } = file;
  return target === undefined ? { ...file, number } : { number, target };
}

export interface LocateOptions {
  /** Says what a symlink leads to; otherwise, a symlink at the end of the path is found itself. */
  readonly isFollowed: boolean;
  /** How many symlinks led to this path. */
  readonly linkCount?: number;
}

/** Finds what is at a path. A symlink that leads out of the tree ends at its root, like `/..`. */
export function locate(
  tree: Folder,
  path: string,
  { isFollowed, linkCount = 0 }: LocateOptions,
): Found | Missing {
  const names = path.split('/').filter(Boolean);
  let node: Node = tree;
  for (let index = 0; index < names.length; index += 1) {
    if (!isFolder(node)) return 'ENOTDIR';
    const next = node.children.get(names[index] ?? '');
    if (next === undefined) return 'ENOENT';
    const isLast = index === names.length - 1;
    if (isLink(next) && (isFollowed || !isLast)) {
      if (linkCount === MAX_LINKS) return 'ELOOP';
      const target = join('/', ...names.slice(0, index), next.target, ...names.slice(index + 1));
      return locate(tree, target, { isFollowed, linkCount: linkCount + 1 });
    }
    node = next;
  }
  return { node, realPath: `/${names.join('/')}` };
}

/** Names in a folder, and below it as paths. */
export function* listNames(
  { children }: Folder,
  prefix: string,
  isRecursive: boolean,
): Generator<readonly [string, Node]> {
  for (const [name, child] of children) {
    yield [prefix + name, child];
    if (isRecursive && isFolder(child)) yield* listNames(child, `${prefix}${name}/`, true);
  }
}
