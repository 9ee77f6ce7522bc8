import { extname } from 'node:path';
import type { BuildFailure, PluginBuild } from 'esbuild';
import { applyEdits } from './edit-source.ts';
import type { SourceFile } from './read-source.ts';

/** A top-level await. */
export interface TopLevelAwait {
  readonly keyword: 'await';
  /** From 1. */
  readonly line: number;
  /** Bytes before the keyword in its line. */
  readonly column: number;
}

/** What esbuild says about each top-level await in CommonJS, which has none. */
const MESSAGE = /^Top-level await is currently not supported/;

/** Finds each top-level await in a file: only a parser can tell that no function surrounds it. */
export async function findAwaits(
  { path, contents, loader }: SourceFile,
  { esbuild }: PluginBuild,
): Promise<readonly TopLevelAwait[]> {
  if (!/\bawait\b/.test(contents) || /^\.c[jt]s$/.test(extname(path))) return [];
  const parsed = esbuild.transform(contents, {
    loader,
    format: 'cjs',
    logLevel: 'silent',
    tsconfigRaw: { compilerOptions: { experimentalDecorators: true } }, // accepts those of parameters
  });
  return parsed.then(
    () => [],
    (failure: unknown) =>
      (failure as BuildFailure).errors.flatMap(({ text, location }) =>
        MESSAGE.test(text) && location !== null ? [{ keyword: 'await', ...location }] : [],
      ),
  );
}

/** Makes a file that CommonJS can contain, with the same imports and exports. It is not meant to run. */
export function maskAwaits(contents: string, awaits: readonly TopLevelAwait[]): string {
  const lines = contents.split('\n');
  const edits = awaits.map((found) => {
    const line = Buffer.from(lines[found.line - 1] ?? '');
    const isOperator = !/\bfor\s*$/.test(line.subarray(0, found.column).toString());
    const isDeclaration = /^await\s+using\s+[\w$]/.test(line.subarray(found.column).toString());
    return { ...found, replacement: isOperator && !isDeclaration ? 'void ' : '     ' }; // of the same length
  });
  return applyEdits(contents, edits);
}
