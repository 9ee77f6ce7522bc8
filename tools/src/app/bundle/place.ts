/**
 * Part of the bundles: what Node gives a file about its place, besides its folder. esbuild bundles this
 * file into a program that asks.
 */
import { createRequire, isBuiltin } from 'node:module';
import { isAbsolute, join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { folderOf, root } from './folder.ts';

/** `require` of the whole bundle, which the runtime or Node passes in. */
declare const require: NodeJS.Require;

export interface Facts {
  /** Modules that the file names in require.resolve(), and where they are in the workspace. */
  readonly targets?: Readonly<Record<string, string>>;
  /** The CommonJS module of the file; it has only `exports` so far. */
  readonly module?: NodeJS.Module;
  /** The file starts the program. */
  readonly isEntry?: boolean;
}

export interface Place {
  readonly filename: string;
  readonly dirname: string;
  readonly meta: Pick<ImportMeta, 'filename' | 'dirname' | 'url' | 'main' | 'resolve'>;
  readonly require: NodeJS.Require;
  readonly import: (name: string, options?: ImportCallOptions) => Promise<unknown>;
}

/** @param path Path of the file, relative to the workspace. */
export function placeOf(path: string, { targets = {}, module, isEntry = false }: Facts): Place {
  const { filename, dirname } = folderOf(path);
  const url = pathToFileURL(filename).href;
  const own = createRequire(filename);
  const resolve = (name: string, options?: NodeJS.RequireResolveOptions): string => {
    const target = targets[name];
    return target === undefined ? find(name, options) : join(root, target);
  };
  const find = (name: string, options?: NodeJS.RequireResolveOptions): string => {
    const found = attempt(() => own.resolve(name, options));
    if (found !== undefined && (isOfProgram(found) || isAbsolute(name) || options)) return found;
    throw createAbsent(name, path);
  };
  const urlOf = (name: string): string => {
    if (/^(\.{0,2}\/|[a-z]+:)/.test(name)) return new URL(name, url).href;
    return isBuiltin(name) ? `node:${name}` : pathToFileURL(resolve(name)).href;
  };
  if (isEntry && module) require.main = module;
  Object.assign(module ?? {}, { filename, path: dirname, paths: [], children: [], loaded: false });
  Object.assign(module ?? {}, {
    id: isEntry ? '.' : filename,
    parent: isEntry ? null : require.main,
  });
  return {
    filename,
    dirname,
    meta: { filename, dirname, url, main: isEntry, resolve: urlOf },
    require: Object.assign((name: string): unknown => own(resolve(name)), own, {
      main: require.main,
      resolve: Object.assign(resolve, own.resolve),
    }),
    import: async (name, options) => load(urlOf(name), options?.with),
  };
}

/** import() of a program takes its attributes as a literal only. */
function load(url: string, attributes: ImportAttributes | undefined): Promise<unknown> {
  return attributes?.['type'] === 'json' ? import(url, { with: { type: 'json' } }) : import(url);
}

function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}

/** A module of Node, or a file of the program: nothing else of the machine is its part. */
function isOfProgram(found: string): boolean {
  return isBuiltin(found) || found.startsWith(join(root, sep));
}

function createAbsent(name: string, path: string): Error {
  const message = `Cannot find module '${name}'\nRequire stack:\n- ${path}\nThe name was computed when the program ran, and the program does not contain that module; load it by a literal name`;
  return Object.assign(new Error(message), { code: 'MODULE_NOT_FOUND' });
}
