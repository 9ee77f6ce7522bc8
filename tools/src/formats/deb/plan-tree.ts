import type { TarEntry } from '../tar.ts';

/** A file of a package. */
export interface DebFile {
  /** Path below the root, without a leading slash. */
  readonly path: string;
  /** Permission bits. */
  readonly mode: number;
  readonly bytes: Uint8Array;
}

/**
 * Plans the archive of files together with their folders, since dpkg tracks folders too and removes
 * them with the last package that contains them.
 *
 * @param mtimeSeconds Modification time of every entry, seconds since 1970.
 */
export function planTree(files: readonly DebFile[], mtimeSeconds: number): readonly TarEntry[] {
  const folders = new Set(files.flatMap(({ path }) => findFolders(`./${path}`)));
  return [
    ...[...folders].map((path): TarEntry => ({
      path,
      type: 'directory',
      mode: 0o755,
      mtimeSeconds,
    })),
    ...files.map(({ path, mode, bytes }): TarEntry => {
      return { path: `./${path}`, type: 'file', mode, bytes, mtimeSeconds };
    }),
  ];
}

/** Lists the folders above a path, the nearest last. */
function findFolders(path: string): readonly string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}
