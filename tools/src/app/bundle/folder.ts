/**
 * Part of the bundles: where the files of a program are. A file of the workspace has the same path below the
 * folder of the app file, whether or not it is there. esbuild bundles this file into a program that asks.
 */
import { dirname, join } from 'node:path';

/** The module of the whole bundle, which the runtime or Node passes in. */
declare const module: NodeJS.Module;

/** The path of the app file. */
export const program = module.filename;

/** The folder of the app file. */
export const root = dirname(program);

/** A file by its path relative to the workspace. */
export function folderOf(path: string): { readonly filename: string; readonly dirname: string } {
  return { filename: join(root, path), dirname: join(root, path, '..') };
}
