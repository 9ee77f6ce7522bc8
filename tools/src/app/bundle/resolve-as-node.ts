import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import type { Metafile, OnResolveArgs, Plugin, PluginBuild } from 'esbuild';
import { findLoader, SOURCE } from './source-loader.ts';

/** The file of a module that Node loads. */
export interface NodeModule {
  readonly path: string;
  /** It is an ECMAScript module. */
  readonly isModule: boolean;
}

/** Conditions of Node besides those that esbuild adds by itself; naming any, esbuild does not add its own `module`. */
export const CONDITIONS = ['module-sync', 'node-addons'];

/** Of a build that fails: the module does not exist, or has an error that Node reports, too. */
const NO_METAFILE: Metafile = { inputs: {}, outputs: {} };

/**
 * Resolves the name of a module to the file that Node loads: esbuild prefers a variant for bundlers.
 *
 * @returns Undefined if there is no such file.
 * @see https://nodejs.org/docs/latest-v26.x/api/packages.html#conditional-exports
 */
export async function resolveAsNode(
  { path: name, kind, resolveDir }: Pick<OnResolveArgs, 'path' | 'kind' | 'resolveDir'>,
  { esbuild }: PluginBuild,
): Promise<NodeModule | undefined> {
  const literal = JSON.stringify(name);
  const contents = kind === 'require-call' ? `require(${literal})` : `import(${literal})`;
  const found: string[] = [];
  const { metafile } = await esbuild
    .build({
      stdin: { contents, resolveDir, loader: 'js' },
      plugins: [readOne(found)],
      absWorkingDir: resolveDir,
      conditions: CONDITIONS,
      bundle: true,
      platform: 'node',
      format: 'esm', // also accepts top-level await
      logLevel: 'silent',
      metafile: true,
      write: false,
    })
    .catch(() => ({ metafile: NO_METAFILE }));
  const [path] = found;
  if (path === undefined) return undefined;
  return { path, isModule: metafile.inputs[relative(resolveDir, path)]?.format === 'esm' };
}

/** Reads the module itself, and nothing that it imports. */
function readOne(found: string[]): Plugin {
  return {
    name: 'read-one',
    setup(build) {
      build.onResolve({ filter: /^/ }, ({ importer, path }) =>
        importer === '<stdin>' ? undefined : { path, external: true },
      );
      build.onLoad({ filter: /^/ }, async ({ path }) => {
        found.push(path);
        if (!SOURCE.test(path)) return { contents: '' };
        return { contents: await readFile(path), loader: findLoader(path, {}) };
      });
    },
  };
}
