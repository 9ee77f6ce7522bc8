import { existsSync, globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import type TypeScript from 'typescript';
import { Fault } from '../../host/faults/fault.ts';
import { loosenTypeImports } from './metadata-types.ts';

/** A TypeScript file with what may be decorators. */
export interface DecoratedFile {
  /** Absolute path. */
  readonly path: string;
  readonly contents: string;
}

/** The build of such a file. */
export interface DecoratorBuild {
  /** Folder of the workspace. */
  readonly root: string;
  /** Absolute path; by default the nearest tsconfig counts. */
  readonly tsconfig: string | undefined;
  readonly hasSourceMap: boolean;
}

/**
 * Compiles the decorators of a file if its tsconfig has `emitDecoratorMetadata`, by the TypeScript that is
 * installed for it. Types and the newest syntax stay for esbuild.
 *
 * @param find Finds that TypeScript.
 * @returns Undefined for a file that esbuild can compile.
 * @throws {Fault} `DECORATOR_METADATA` if TypeScript is needed and not installed.
 * @see https://www.typescriptlang.org/tsconfig/#emitDecoratorMetadata
 */
export function emitDecoratorMetadata(
  file: DecoratedFile,
  build: DecoratorBuild,
  find = findTypeScript,
): string | undefined {
  const ts = find(file.path);
  if (ts === undefined) {
    if (!wantsMetadata(file.path, build)) return undefined;
    throw new Fault('DECORATOR_METADATA', { path: relative(build.root, file.path) });
  }
  const options = readOptions(ts, file.path, build);
  if (options.emitDecoratorMetadata !== true) return undefined;
  const { target = ts.ScriptTarget.ESNext } = options;
  const { outputText } = ts.transpileModule(file.contents, {
    fileName: relative(build.root, file.path),
    compilerOptions: {
      emitDecoratorMetadata: true,
      experimentalDecorators: true,
      inlineSourceMap: build.hasSourceMap,
      inlineSources: build.hasSourceMap,
      jsx: ts.JsxEmit.Preserve,
      module: ts.ModuleKind.Preserve,
      target: ts.ScriptTarget.ES2022, // esbuild lowers the rest
      useDefineForClassFields: options.useDefineForClassFields ?? target >= ts.ScriptTarget.ES2022,
      verbatimModuleSyntax: options.verbatimModuleSyntax ?? false,
    },
  });
  return loosenTypeImports(ts, outputText);
}

/** Finds it where the file would, else where these tools would. */
function findTypeScript(path: string): typeof TypeScript | undefined {
  for (const place of [path, import.meta.url])
    try {
      const found = createRequire(place)('typescript') as typeof TypeScript;
      if ('transpileModule' in found) return found; // a compiler in Go has no functions to call
    } catch {
      // not installed there
    }
  return undefined;
}

/** Reads the options of a file, with what its tsconfig extends: that of the build, else the nearest one. */
function readOptions(
  ts: typeof TypeScript,
  file: string,
  { tsconfig }: DecoratorBuild,
): TypeScript.CompilerOptions {
  const path = tsconfig ?? ts.findConfigFile(dirname(file), (name) => ts.sys.fileExists(name));
  const host = {
    ...ts.sys,
    readDirectory: () => [], // the files do not matter
    onUnRecoverableConfigFileDiagnostic: () => undefined,
  };
  const parsed =
    path === undefined ? undefined : ts.getParsedCommandLineOfConfigFile(path, {}, host);
  return parsed?.options ?? {};
}

/** Tells by the texts of the tsconfig files around a file, for want of a compiler that reads them. */
function wantsMetadata(file: string, { root, tsconfig }: DecoratorBuild): boolean {
  const folders = listAbove(dirname(file), root);
  const found = folders.flatMap((cwd) =>
    globSync('tsconfig*.json', { cwd })
      .toSorted()
      .map((name) => join(cwd, name)),
  );
  const named = tsconfig === undefined || !existsSync(tsconfig) ? [] : [tsconfig];
  return [...named, ...found].some((path) =>
    /"emitDecoratorMetadata"\s*:\s*true/.test(readFileSync(path, 'utf8')),
  );
}

function listAbove(folder: string, root: string): readonly string[] {
  const above = dirname(folder);
  return folder === root || above === folder ? [folder] : [folder, ...listAbove(above, root)];
}
