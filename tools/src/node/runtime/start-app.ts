import Module, { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { constants, Script } from 'node:vm';

export interface App {
  /** Text of a CommonJS bundle. */
  readonly source: string;
  /** What the app sees as `__filename`; the file need not exist. */
  readonly path: string;
  /** V8's code cache of this source; empty if there is none. */
  readonly codeCache: Uint8Array;
}

type AppFunction = (this: unknown, ...scope: readonly unknown[]) => void;

/**
 * The scope of a CommonJS module. V8 creates a code cache after execution only for a whole script, so
 * the wrapper is text, as in Node's own loader before it compiled functions.
 *
 * @see https://nodejs.org/docs/latest-v26.x/api/modules.html#the-module-wrapper
 */
const WRAPPER = ['(function (exports, require, module, __filename, __dirname) { ', '\n})'] as const;

/**
 * Compiles an app. Build and start share this function: a cache fits only the exact text, including the
 * wrapper, that it was taken from.
 */
export function compileApp({ source, path, codeCache }: App): Script {
  const text = source.replace(/^#!/, '//'); // a hashbang is valid only at the start of a text
  return new Script(WRAPPER[0] + text + WRAPPER[1], {
    filename: path,
    columnOffset: -WRAPPER[0].length, // stacks and profiles count from the bundle's own first column
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    ...(codeCache.length > 0 && { cachedData: codeCache }),
  });
}

/** Runs a compiled app like Node runs the main module `path`: same scope, `require.main` and arguments. */
export function runApp(script: Script, path: string): void {
  process.argv[1] = path;
  muteLoaderWarning();
  const module = Object.assign(new Module('.'), { filename: path });
  const require = Object.assign(createRequire(path), { main: module });
  const run = script.runInThisContext() as AppFunction;
  run.call(module.exports, module.exports, require, module, path, dirname(path));
  module.loaded = true;
}

/**
 * Suppresses the warning at the first import() of an app that `USE_MAIN_CONTEXT_DEFAULT_LOADER` is
 * experimental: Node is pinned and tested here, so operators need not see it in their logs.
 */
function muteLoaderWarning(): void {
  const emitWarning = process.emitWarning.bind(process) as (...warning: unknown[]) => void;
  process.emitWarning = (...warning: unknown[]): void => {
    const isOurs = String(warning[0]).startsWith('vm.USE_MAIN_CONTEXT_DEFAULT_LOADER');
    if (!isOurs) emitWarning(...warning);
  };
}
