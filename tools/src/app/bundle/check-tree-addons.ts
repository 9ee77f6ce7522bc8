import { closeSync, openSync, readSync } from 'node:fs';
import { isElf } from '../../formats/elf/parse-elf.ts';
import { Fault } from '../../host/faults/fault.ts';
import type { ProgramFile } from './find-included-files.ts';
import { packageFolderOf } from './package-of.ts';
import type { Tree } from './read-tree.ts';

/**
 * Checks that no package has native addons for other systems only: the folder was made on such a system, and
 * its program would fail. A package with addons for many systems chooses among them when it runs.
 *
 * @throws {Fault} `TREE_ADDON`
 */
export function checkTreeAddons(files: readonly ProgramFile[], { declaredIn }: Tree): void {
  const addons = files.filter(({ path }) => path.endsWith('.node'));
  const ownerOf = ({ path }: ProgramFile): string => packageFolderOf(path) ?? '.';
  for (const [owner, found] of Map.groupBy(addons, ownerOf))
    if (!found.some(({ source }) => isElf(readStart(source))))
      throw new Fault('TREE_ADDON', { path: found[0]?.path ?? '', owner, declaredIn });
}

/** The first bytes of a file. */
function readStart(path: string): Uint8Array {
  const bytes = new Uint8Array(4);
  const file = openSync(path, 'r');
  try {
    readSync(file, bytes, { length: bytes.length });
    return bytes;
  } finally {
    closeSync(file);
  }
}
