import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { BuildOptions, Loader } from 'esbuild';
import { emitDecoratorMetadata } from './decorator-metadata.ts';
import { packageOf } from './package-of.ts';
import { findLoader } from './source-loader.ts';

export interface SourceFile {
  readonly path: string;
  readonly contents: string;
  readonly loader: Loader;
}

/** A file as esbuild shall read it, and whether it differs from the file on the disk. */
export interface ReadSource extends SourceFile {
  readonly isTransformed: boolean;
}

/** Text that may be a decorator: before a class, a member or a parameter. */
const DECORATOR = /(?:^|[\s(,])@[\w$]/;

/**
 * Reads a source file. TypeScript with decorators is compiled by TypeScript itself if its tsconfig has
 * `emitDecoratorMetadata`: esbuild drops the types that the metadata is made from, and frameworks such as
 * NestJS then inject undefined.
 *
 * @throws {Fault} `DECORATOR_METADATA` if that needs TypeScript, and it is not installed.
 */
export async function readSource(path: string, options: BuildOptions): Promise<ReadSource> {
  const contents = await readFile(path, 'utf8');
  const loader = findLoader(path, options);
  const given = { path, contents, loader, isTransformed: false };
  if (!loader.startsWith('ts') || packageOf(path) !== undefined) return given;
  if (!DECORATOR.test(contents)) return given;
  const { absWorkingDir: root = '', tsconfig, sourcemap = false } = options;
  const compiled = emitDecoratorMetadata(
    { path, contents },
    {
      root,
      tsconfig: tsconfig === undefined ? undefined : resolve(root, tsconfig),
      hasSourceMap: sourcemap !== false,
    },
  );
  if (compiled === undefined) return given;
  return { ...given, contents: compiled, isTransformed: true };
}
