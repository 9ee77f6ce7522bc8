import { readFile } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import type { BuildOptions, Loader } from 'esbuild';
import { Fault } from '../../host/faults/fault.ts';
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
 * Reads a source file. TypeScript with decorators is compiled by SWC if its tsconfig has
 * `emitDecoratorMetadata`: esbuild drops the types that the metadata is made from, and frameworks such as
 * NestJS then inject undefined.
 *
 * @param load Loads SWC, which is needed for such a file only.
 * @throws {Fault} `DECORATOR_METADATA` if SWC is needed and not installed.
 * @see https://www.typescriptlang.org/tsconfig/#emitDecoratorMetadata
 */
export async function readSource(
  path: string,
  options: BuildOptions,
  load = loadSwc,
): Promise<ReadSource> {
  const contents = await readFile(path, 'utf8');
  const loader = findLoader(path, options);
  const given = { path, contents, loader, isTransformed: false };
  if (!loader.startsWith('ts') || packageOf(path) !== undefined) return given;
  if (!DECORATOR.test(contents)) return given;
  const compiler = await readCompiler(path, options);
  if (!compiler.emitsMetadata) return given;
  const swc = await load();
  const place = relative(options.absWorkingDir ?? '', path);
  if (swc === undefined) throw new Fault('DECORATOR_METADATA', { path: place });
  const { code } = await swc.transform(contents, {
    ...configureSwc(compiler, loader === 'tsx'),
    filename: place,
    sourceMaps: (options.sourcemap ?? false) === false ? false : 'inline',
  });
  return { path, contents: code, loader: 'js', isTransformed: true };
}

type Swc = typeof import('@swc/core');

function loadSwc(): Promise<Swc | undefined> {
  return import('@swc/core').catch(() => undefined);
}

function configureSwc(compiler: Compiler, tsx: boolean): import('@swc/core').Options {
  const { definesFields, verbatimModuleSyntax } = compiler;
  return {
    configFile: false,
    swcrc: false,
    jsc: {
      target: 'es2022', // esbuild lowers the rest
      keepClassNames: true,
      parser: { syntax: 'typescript', decorators: true, tsx },
      transform: {
        legacyDecorator: true,
        decoratorMetadata: true,
        useDefineForClassFields: definesFields,
        verbatimModuleSyntax,
      },
    },
  };
}

/** The options of TypeScript that decide what decorated classes become. */
interface Compiler {
  readonly emitsMetadata: boolean;
  readonly definesFields: boolean;
  readonly verbatimModuleSyntax: boolean;
}

/** Reads the tsconfig of a file, with what it extends: that of the build, else the nearest one. */
async function readCompiler(
  file: string,
  { absWorkingDir = '', tsconfig }: BuildOptions,
): Promise<Compiler> {
  const { default: ts } = await import('typescript');
  const path =
    tsconfig === undefined
      ? ts.findConfigFile(dirname(file), (name) => ts.sys.fileExists(name))
      : resolve(absWorkingDir, tsconfig);
  const host = {
    ...ts.sys,
    readDirectory: () => [], // the files do not matter
    onUnRecoverableConfigFileDiagnostic: () => undefined,
  };
  const parsed =
    path === undefined ? undefined : ts.getParsedCommandLineOfConfigFile(path, {}, host);
  const { target = ts.ScriptTarget.ESNext, ...options } = parsed?.options ?? {};
  return {
    emitsMetadata: options.emitDecoratorMetadata ?? false,
    definesFields: options.useDefineForClassFields ?? target >= ts.ScriptTarget.ES2022,
    verbatimModuleSyntax: options.verbatimModuleSyntax ?? false,
  };
}
