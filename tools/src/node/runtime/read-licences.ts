import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { TOOLS_FOLDER } from '../../host/tools-folder.ts';
import type { PinnedNode } from './pinned-node.ts';

const LIBRARY_LICENCES = join(TOOLS_FOLDER, 'libraries/licences');

/** Reads the licence texts of Node and of the embedded libraries, by file name. */
export function readLicences({ path }: PinnedNode): ReadonlyMap<string, Uint8Array> {
  const ofLibraries = readdirSync(LIBRARY_LICENCES)
    .toSorted()
    .map((name) => [name, readFileSync(join(LIBRARY_LICENCES, name))] as const);
  return new Map([['node.txt', readFileSync(join(dirname(path), '../LICENSE'))], ...ofLibraries]);
}
