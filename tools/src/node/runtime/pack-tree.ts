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

export type Node = Folder | File;

export function isFolder(node: Node): node is Folder {
  return 'children' in node;
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
    folder.children.set(last, { ...file, number: (count += 1) });
  }
  return tree;
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
