import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { basename, dirname, relative } from 'node:path';
import type { Plugin } from 'esbuild';

const NAMESPACE = 'deferred';

/**
 * Lets packages of functions wait for the first call of one: what a program only may need then costs
 * its start nothing. The bundle gets a stand-in with the same exports, which loads the package.
 *
 * Not for a package that exports a class or has effects that others count on: a stand-in cannot be
 * constructed, and has no effects.
 *
 * @param names Packages, as they are required.
 */
export function deferModules(names: readonly string[]): Plugin {
  return {
    name: 'defer-modules',
    setup(build) {
      const { absWorkingDir: root } = build.initialOptions;
      assert(root, 'esbuild is told its folder, by which it names modules in the bundle');
      const filter = new RegExp(`^(${names.join('|')})$`);
      build.onResolve({ filter }, async ({ path, kind, resolveDir, pluginData }) => {
        if (pluginData === NAMESPACE) return undefined;
        const found = await build.resolve(path, { kind, resolveDir, pluginData: NAMESPACE });
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

/** Renders a module with the exports of the one in `file`, as that file has them now. */
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
