import { readFileSync, statSync } from 'node:fs';
import { posix } from 'node:path';
import { parseElf } from '../../formats/elf/parse-elf.ts';
import type { LibrarySource } from './resolve-libraries.ts';

/**
 * Finds libraries in folders on disk; as in ld.so(8), the first folder that has the name wins.
 *
 * @param folders Folders in order of preference, such as `/lib/x86_64-linux-gnu`.
 */
export function readLibraryFolders(folders: readonly string[]): LibrarySource {
  return {
    description: folders.map((folder) => `"${folder}"`).join(', '),
    find(name) {
      // For ld.so a name with a slash is a path, and paths of this machine mean nothing elsewhere.
      if (name.includes('/')) return undefined;
      const path = folders.map((folder) => posix.join(folder, name)).find(isFile);
      return path === undefined ? undefined : parseElf(readFileSync(path), path);
    },
  };
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
