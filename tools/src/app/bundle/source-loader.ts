import { extname } from 'node:path';
import type { BuildOptions, Loader } from 'esbuild';

/** Files that esbuild reads as JavaScript or TypeScript. */
export const SOURCE = /\.[cm]?[jt]sx?$/;

const LOADERS: Readonly<Record<string, Loader>> = {
  '.cts': 'ts',
  '.jsx': 'jsx',
  '.mts': 'ts',
  '.ts': 'ts',
  '.tsx': 'tsx',
};

/** esbuild's loader of a source file, which the options of a build may change. */
export function findLoader(path: string, { loader }: Pick<BuildOptions, 'loader'>): Loader {
  const extension = extname(path);
  return loader?.[extension] ?? LOADERS[extension] ?? 'js';
}
