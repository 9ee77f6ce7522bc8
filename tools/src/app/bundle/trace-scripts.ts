import { isBuiltin } from 'node:module';
import { dirname, relative } from 'node:path';
import { build, type OnResolveArgs, type Plugin } from 'esbuild';
import { locatePackage } from './installed-packages.ts';
import { packageNameOf } from './package-of.ts';
import { isMarked, markRequest } from './plugin-data.ts';
import { SOURCE } from './source-loader.ts';

/** What scripts need that Node starts by their path, such as threads. */
export interface ScriptNeeds {
  /** Paths of the scripts, and of the files that they import. */
  readonly files: readonly string[];
  /** Folders of the packages that they import, each with the first script that does. */
  readonly packages: ReadonlyMap<string, string>;
}

const NAME = 'trace-scripts';

/**
 * Finds what scripts import by literal names. A script that esbuild cannot read needs nothing that is known.
 *
 * @param root Folder of the workspace.
 * @param scripts Paths, relative to the workspace.
 */
export async function traceScripts(root: string, scripts: readonly string[]): Promise<ScriptNeeds> {
  const traced = await Promise.all(scripts.map((script) => traceScript(root, script)));
  const found = traced.toReversed().flatMap(({ packages }) => [...packages]);
  return { files: traced.flatMap(({ files }) => files), packages: new Map(found) };
}

async function traceScript(root: string, script: string): Promise<ScriptNeeds> {
  const packages = new Map<string, string>();
  const inputs = await build({
    absWorkingDir: root,
    entryPoints: [script],
    plugins: [followFiles(root, packages)],
    bundle: true,
    platform: 'node',
    format: 'esm', // also accepts top-level await
    logLevel: 'silent',
    metafile: true,
    write: false,
  }).then(
    ({ metafile }) => Object.keys(metafile.inputs),
    () => [],
  );
  return { files: [...new Set([script, ...inputs])], packages };
}

/** Follows the imports of files, not those of packages, and leaves out what does not exist. */
function followFiles(root: string, packages: Map<string, string>): Plugin {
  return {
    name: NAME,
    setup(build) {
      build.onResolve({ filter: /^/ }, async (request) => {
        if (request.kind === 'entry-point' || isMarked(request.pluginData, NAME)) return undefined;
        const { path, importer } = request;
        const outside = { path, external: true };
        if (!/^\.{0,2}\//.test(path)) {
          const folder = locate(root, request);
          if (folder !== undefined) add(packages, folder, relative(root, importer));
          return outside;
        }
        const { kind, resolveDir } = request;
        const pluginData = markRequest(request.pluginData, NAME);
        const asked = { kind, importer, resolveDir, pluginData };
        const { errors } = await build.resolve(path, asked);
        return errors.length > 0 ? outside : undefined;
      });
      build.onLoad({ filter: /^/ }, ({ path }) =>
        SOURCE.test(path) ? undefined : { contents: '' },
      );
    },
  };
}

/** Adds the script with the first name: esbuild calls in any order. */
function add(packages: Map<string, string>, folder: string, script: string): void {
  const [first = script] = [packages.get(folder) ?? script, script].toSorted();
  packages.set(folder, first);
}

function locate(root: string, { path, importer }: OnResolveArgs): string | undefined {
  if (isBuiltin(path)) return undefined;
  return locatePackage(root, relative(root, dirname(importer)) || '.', packageNameOf(path));
}
