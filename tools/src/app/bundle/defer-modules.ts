import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { basename, dirname, relative } from 'node:path';
import type { Plugin } from 'esbuild';
import { isMarked, markRequest } from './plugin-data.ts';

const NAMESPACE = 'deferred';

/**
 * Defers loading packages of functions until one is called, and packages that are a class until it is constructed
 * or extended, so that rarely needed packages cost the start nothing. The bundle gets a stand-in with the same
 * exports, which loads the package.
 *
 * Not for packages with a class among their exports, or with required side effects: a stand-in has none.
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
  const load = `const load = () => require(${JSON.stringify(`./${basename(file)}`)});`;
  if (isClass(exported)) return `${load}\n${CLASS}`;
  const properties = Object.entries(exported).map(([name, value]: [string, unknown]) => {
    const key = JSON.stringify(name);
    return typeof value === 'function'
      ? `exports[${key}] = (...args) => load()[${key}](...args);`
      : `Object.defineProperty(exports, ${key}, { enumerable: true, get: () => load()[${key}] });`;
  });
  return [
    load,
    ...(typeof exported === 'function'
      ? ['module.exports = exports = (...args) => load()(...args);']
      : []),
    ...properties,
  ].join('\n');
}

/** Tells a class, in either notation, from a function. */
export function isClass(value: unknown): boolean {
  if (typeof value !== 'function') return false;
  const { prototype } = value as { readonly prototype?: object };
  return Object.getOwnPropertyNames(prototype ?? {}).some((key) => key !== 'constructor');
}

/**
 * Stands for a class. Before it is loaded it has no instances, so `instanceof` need not load it. The target is a
 * bound function because that can be constructed and has no `prototype` of its own, which a proxy could not replace.
 */
const CLASS = `let isLoaded = false;
const find = () => ((isLoaded = true), load());
const isInstance = (value) => isLoaded && value instanceof load();
const StandIn = new Proxy(function () {}.bind(), {
  apply: (_, self, args) => Reflect.apply(find(), self, args),
  construct: (_, args, target) => Reflect.construct(find(), args, target === StandIn ? find() : target),
  get: (_, name, receiver) =>
    name === Symbol.hasInstance && receiver === StandIn ? isInstance : Reflect.get(find(), name),
  set: (_, name, value) => Reflect.set(find(), name, value),
  has: (_, name) => Reflect.has(find(), name),
  getPrototypeOf: () => Reflect.getPrototypeOf(find()),
  ownKeys: () => Reflect.ownKeys(find()),
  getOwnPropertyDescriptor: (_, name) => {
    const found = Reflect.getOwnPropertyDescriptor(find(), name);
    return found && { ...found, configurable: true };
  },
});
module.exports = StandIn;`;
