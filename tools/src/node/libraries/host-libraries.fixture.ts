import { readFileSync, statSync } from 'node:fs';
import { posix } from 'node:path';
import { parseElf } from '../../formats/elf/parse-elf.ts';
import type { LibrarySource } from './resolve-libraries.ts';

/**
 * Libraries from folders of the disk, the first folder that has the name wins, as in ld.so(8).
 *
 * @param folders In order of preference, for example `/lib/x86_64-linux-gnu`.
 */
export function readLibraryFolders(folders: readonly string[]): LibrarySource {
  return {
    description: folders.map((folder) => `"${folder}"`).join(', '),
    find(name) {
      // A name with a slash is a path for ld.so, and a path on the builder means nothing elsewhere.
      if (name.includes('/')) return undefined;
      const path = folders.map((folder) => posix.join(folder, name)).find(isFile);
      return path === undefined ? undefined : parseElf(readFileSync(path), path);
    },
  };
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
