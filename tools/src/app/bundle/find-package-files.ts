import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { LIBRARY_NAME } from '../../formats/elf/parse-linux-library.ts';
import type { ProgramFile } from './find-included-files.ts';
import { isLinuxLibrary } from './is-linux-library.ts';

/** Files that no program reads: maps and types for tools, texts for people, what addons are compiled from. */
const NEVER_READ = /\.(?:map|md|markdown|d\.[cm]?ts|tsbuildinfo|a|c|cc|cpp|gypi?|h|hpp|mk|o)$/i;

/** Folders at the top of a package that its makers need. */
const OF_MAKERS = /^(?:\..*|__tests__|tests?|docs|examples?|benchmarks?|coverage|node_modules)$/i;

/** Folders below, in which node-gyp keeps a second copy of an addon. */
const BELOW = /^(?:node_modules|obj\.target|\.deps)$/;

/**
 * Finds the files that an installed package may read from its own folder: all but those that are no part of
 * it when it runs. Scripts are among them, because pages load them, and threads and computed require() start
 * them; native addons and libraries are, if they are for Linux with glibc.
 *
 * @param root Folder of the workspace.
 * @param folder Folder of the package, relative to the workspace.
 */
export function findPackageFiles(root: string, folder: string): readonly ProgramFile[] {
  return listPackageFiles(root, folder)
    .map((path) => ({ source: join(root, path), path: path.replace(/^(\.\.\/)+/, '') }))
    .filter(({ source }) =>
      LIBRARY_NAME.test(source) ? isLinuxLibrary(source) : !NEVER_READ.test(source),
    );
}

/** Lists the files of a package, without those that only its makers need, in the order of their names. */
export function listPackageFiles(root: string, folder: string): readonly string[] {
  return list(root, folder, OF_MAKERS);
}

function list(root: string, folder: string, skipped: RegExp): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return skipped.test(entry.name) ? [] : list(root, path, BELOW);
      return entry.isFile() ? [path] : [];
    });
}
