import type { BuildOptions, LogLevel, Message, Plugin, PluginBuild } from 'esbuild';
import type { SourceFile } from './read-source.ts';

/** A require() or import() whose target only the running program knows. */
export interface ComputedRequire {
  readonly keyword: 'require' | 'import';
  /** From 1. */
  readonly line: number;
  /** Bytes before the keyword in its line. */
  readonly column: number;
}

export interface Scan {
  /** The file is an ECMAScript module. */
  readonly isModule: boolean;
  readonly computed: readonly ComputedRequire[];
  /** The code after esbuild has replaced the names in `define`. */
  readonly text: string;
}

/** Message kinds that esbuild hides by default, one for each kind of computed target. */
const COMPUTED: Record<string, LogLevel> = {
  'indirect-require': 'warning',
  'unsupported-dynamic-import': 'warning',
  'unsupported-require-call': 'warning',
};

/**
 * Lets esbuild parse one file alone, and returns what it finds.
 *
 * @throws {BuildFailure} if the file has an error.
 */
export async function scanSource(
  source: SourceFile,
  { esbuild }: PluginBuild,
  define: NonNullable<BuildOptions['define']>,
): Promise<Scan> {
  const { warnings, metafile, outputFiles } = await esbuild.build({
    entryPoints: [source.path],
    plugins: [readOnly(source)],
    define,
    bundle: true,
    format: 'esm', // also accepts top-level await
    platform: 'node',
    logLevel: 'silent',
    logOverride: COMPUTED,
    metafile: true,
    write: false,
  });
  return {
    isModule: Object.values(metafile.inputs).some(({ format }) => format === 'esm'),
    computed: warnings.filter(({ id }) => id in COMPUTED).flatMap(parseWarning),
    text: outputFiles.map(({ text }) => text).join(''),
  };
}

/** Reads one file, and leaves each import out. */
function readOnly({ path, contents, loader }: SourceFile): Plugin {
  return {
    name: 'read-only',
    setup(build) {
      build.onResolve({ filter: /^/ }, ({ kind, path: name }) =>
        kind === 'entry-point' ? undefined : { path: name, external: true },
      );
      build.onLoad({ filter: /^/ }, ({ path: file }) => ({
        contents: file === path ? contents : '', // esbuild also loads the files that a template may name
        loader,
      }));
    },
  };
}

function parseWarning({ id, location }: Message): readonly ComputedRequire[] {
  if (location === null) return [];
  const { line, column, lineText } = location;
  const before = Buffer.from(lineText).subarray(0, column).toString();
  if (/\btypeof\s*$/.test(before)) return []; // asks for nothing
  return [{ keyword: id === 'unsupported-dynamic-import' ? 'import' : 'require', line, column }];
}
