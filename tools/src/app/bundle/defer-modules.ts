import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { basename, dirname, relative } from 'node:path';
import type { Plugin } from 'esbuild';
import { isMarked, markRequest } from './plugin-data.ts';

const NAMESPACE = 'deferred';

/**
 * Defers loading packages of functions until one is called, so that rarely needed packages cost the start
 * nothing. The bundle gets a stand-in with the same exports, which loads the package.
 *
 * Not for packages that export a class or have required side effects: a stand-in cannot be constructed
 * and has no side effects.
 *
 * @param names Names of packages, as in require().
 */
export function deferModules(names: readonly string[]): Plugin {
  return {
    name: 'defer-modules',
    setup(build) {
      const { absWorkingDir: root } = build.initialOptions;
      assert(root, 'absWorkingDir must be set: module names in the bundle are relative to it');
      const filter = new RegExp(`^(${names.join('|')})$`);
      build.onResolve({ filter }, async ({ path, kind, importer, resolveDir, pluginData }) => {
        if (isMarked(pluginData, NAMESPACE)) return undefined;
        const asked = { kind, importer, resolveDir };
        const marked = markRequest(pluginData, NAMESPACE);
        const found = await build.resolve(path, { ...asked, pluginData: marked });
        const { path: file, errors } = found;
        if (errors.length > 0) return { errors };
        return { namespace: NAMESPACE, path: relative(root, file), pluginData: file };
      });
      build.onLoad({ filter: /^/, namespace: NAMESPACE }, ({ pluginData }) => ({
        contents: renderStandIn(pluginData as string),
        resolveDir: dirname(pluginData as string),
      }));
    },
  };
}

/** Renders a module with the present exports of the module in `file`. */
function renderStandIn(file: string): string {
  const exported = createRequire(file)(file) as object;
  const properties = Object.entries(exported).map(([name, value]: [string, unknown]) => {
    const key = JSON.stringify(name);
    return typeof value === 'function'
      ? `exports[${key}] = (...args) => load()[${key}](...args);`
      : `Object.defineProperty(exports, ${key}, { enumerable: true, get: () => load()[${key}] });`;
  });
  return [
    `const load = () => require(${JSON.stringify(`./${basename(file)}`)});`,
    ...(typeof exported === 'function'
      ? ['module.exports = exports = (...args) => load()(...args);']
      : []),
    ...properties,
  ].join('\n');
}
