import { realpathSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Fault } from '../../host/faults/fault.ts';
import { listNeeds } from './find-dependencies.ts';
import { locatePackage, readManifest } from './installed-packages.ts';

/**
 * Checks that packages find the same packages as files of the program as where they are installed. In pnpm's
 * own layout they are installed behind symlinks, and Node looks for what one needs from its real folder.
 *
 * @param root Folder of the workspace.
 * @param folders Folders of the packages, relative to the workspace.
 * @throws {Fault} `EXTERNAL_LINKED`
 */
export function checkLinkedNeeds(root: string, folders: readonly string[]): void {
  for (const folder of folders) {
    const real = relative(realpathSync(root), realpathSync(join(root, folder)));
    if (real === folder) continue;
    for (const { name } of listNeeds(readManifest(join(root, folder)))) {
      const installed = findReal(root, real, name);
      if (installed !== undefined && installed !== findReal(root, folder, name))
        throw new Fault('EXTERNAL_LINKED', { folder, name });
    }
  }
}

function findReal(root: string, from: string, name: string): string | undefined {
  const found = locatePackage(root, from, name);
  return found === undefined ? undefined : realpathSync(join(root, found));
}
