/**
 * Part of the bundles of ready folders: starts the script of the folder as `node SCRIPT` does, by Node's own
 * loaders. esbuild bundles this file.
 */
import { runMain } from 'node:module';
import { join } from 'node:path';
import { root } from './folder.ts';

/** @param main Path of the script, relative to the folder of the app file. */
export function startTree(main: string): void {
  process.argv[1] = join(root, main);
  runMain();
}
