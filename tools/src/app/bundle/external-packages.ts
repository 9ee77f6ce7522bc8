import { existsSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join, relative } from 'node:path';
import type { ImportKind, OnResolveArgs, OnResolveResult, Plugin, PluginBuild } from 'esbuild';
import { Fault } from '../../host/faults/fault.ts';
import type { Externals } from './externals.ts';
import { locatePackage } from './installed-packages.ts';
import { isLinuxLibrary } from './is-linux-library.ts';
import { packageNameOf, packageOf } from './package-of.ts';
import { resolveAsNode, type NodeModule } from './resolve-as-node.ts';

/** Namespaces of the modules that stand for external ones: in CommonJS, and as ECMAScript modules. */
const [EXTERNAL, MODULE] = ['external', 'external-module'];

const KINDS: readonly ImportKind[] = ['require-call', 'import-statement', 'dynamic-import'];

/**
 * Leaves packages out of the bundle, which Node's own loaders then load from the files of the program. The
 * bundle names each module by its path below the folder of the app file, as Node would resolve it: nothing
 * is looked for on the machine that runs the program.
 */
export function externalPackages(externals: Externals): Plugin {
  return {
    name: 'external-packages',
    setup(build) {
      const resolver = new Resolver(build, externals);
      build.onStart(() => resolver.start());
      build.onResolve({ filter: /^[^./#]/, namespace: 'file' }, (request) =>
        resolver.resolve(request),
      );
      build.onResolve({ filter: /^\.{1,2}\/.*\.node$/, namespace: 'file' }, (request) =>
        resolver.resolveAddon(request),
      );
      build.onResolve({ filter: /^/, namespace: EXTERNAL }, ({ path }) => ({
        path,
        external: true,
      }));
      build.onResolve({ filter: /^/, namespace: MODULE }, ({ path }) =>
        planStandIn(path.slice('./'.length), EXTERNAL),
      );
      for (const namespace of [EXTERNAL, MODULE])
        build.onLoad({ filter: /^/, namespace }, ({ path }) => ({
          contents: render(namespace, path.slice(0, -EXTENSION.length)),
        }));
    },
  };
}

/** By another extension, esbuild takes a module for CommonJS, or not, whatever it contains. */
const EXTENSION = '.js';

/** @param path Path of the module that Node loads, relative to the workspace. */
function planStandIn(path: string, namespace: string): OnResolveResult {
  return { path: `${path}${EXTENSION}`, namespace };
}

/** esbuild gives the importer of a CommonJS module what Node gives it, and that of another module too little. */
function render(namespace: string, loaded: string): string {
  const path = JSON.stringify(`./${loaded}`);
  return namespace === MODULE
    ? `export * from ${path}; export { default } from ${path};`
    : `module.exports = require(${path});`;
}

/** Finds what stands for the modules of external packages. */
class Resolver {
  readonly #build: PluginBuild;
  readonly #externals: Externals;
  readonly #root: string;
  readonly #known = new Map<string, Promise<NodeModule | undefined>>();

  constructor(build: PluginBuild, externals: Externals) {
    this.#build = build;
    this.#externals = externals;
    this.#root = build.initialOptions.absWorkingDir ?? '';
  }

  start(): { errors: { text: string }[] } {
    this.#known.clear();
    try {
      this.#externals.read();
      return { errors: [] };
    } catch (error) {
      if (error instanceof Fault) return { errors: [{ text: error.message }] };
      throw error;
    }
  }

  async resolve(request: OnResolveArgs): Promise<OnResolveResult | undefined> {
    const { path: name, kind, resolveDir } = request;
    if (!KINDS.includes(kind) || isBuiltin(name)) return undefined;
    const folder = locatePackage(
      this.#root,
      relative(this.#root, resolveDir) || '.',
      packageNameOf(name),
    );
    if (folder === undefined || !this.#externals.has(folder)) return undefined;
    const found = await this.#find(folder, request);
    if (found === undefined) return undefined;
    const path = relative(this.#root, found.path);
    if (kind === 'dynamic-import') return { path: `./${path}`, external: true };
    const isModule = kind === 'import-statement' && found.isModule;
    return planStandIn(path, isModule ? MODULE : EXTERNAL);
  }

  /** Resolves an addon of the app itself, which is a file of the program. */
  resolveAddon({ path: name, kind, resolveDir }: OnResolveArgs): OnResolveResult | undefined {
    const source = join(resolveDir, name);
    const path = relative(this.#root, source);
    const isOwn = !path.startsWith('..') && packageOf(path) === undefined;
    if (kind !== 'require-call' || !isOwn || !existsSync(source)) return undefined;
    return isLinuxLibrary(source) ? planStandIn(path, EXTERNAL) : undefined;
  }

  /** Node finds one file of a package for each name and kind of request. */
  #find(folder: string, request: OnResolveArgs): Promise<NodeModule | undefined> {
    const key = `${request.kind} ${request.path} ${folder}`;
    const found = this.#known.get(key) ?? resolveAsNode(request, this.#build);
    this.#known.set(key, found);
    return found;
  }
}
