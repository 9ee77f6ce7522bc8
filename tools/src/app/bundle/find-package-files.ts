import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ProgramFile } from './find-included-files.ts';

/** Files that no program reads: maps and types for tools, texts for people, addons that need a disk. */
const NEVER_READ = /\.(?:map|md|markdown|d\.[cm]?ts|tsbuildinfo|node)$/i;

/** Folders at the top of a package that its makers need. */
const OF_MAKERS = /^(?:\..*|__tests__|tests?|docs|examples?|benchmarks?|coverage|node_modules)$/i;

/**
 * Finds the files that an installed package may read from its own folder: all but those that are no part of
 * it when it runs. Scripts are among them, because pages load them, and threads and computed require() start
 * them.
 *
 * @param root Folder of the workspace.
 * @param folder Folder of the package, relative to the workspace.
 */
export function findPackageFiles(root: string, folder: string): readonly ProgramFile[] {
  return list(root, folder, OF_MAKERS);
}

function list(root: string, folder: string, skipped: RegExp): readonly ProgramFile[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory())
        return skipped.test(entry.name) ? [] : list(root, path, /^node_modules$/);
      if (!entry.isFile() || NEVER_READ.test(entry.name)) return [];
      return [{ source: join(root, path), path: path.replace(/^(\.\.\/)+/, '') }];
    });
}
