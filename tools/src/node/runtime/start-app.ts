import Module, { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { constants, Script } from 'node:vm';
import { SCOPE } from '../../formats/app-file/script.ts';

export interface App {
  /** Text of a CommonJS bundle in its scope, as `renderScript` renders it. */
  readonly script: string;
  /** What the app sees as `__filename`; the file need not exist. */
  readonly path: string;
  /** V8's code cache of this source; empty if there is none. */
  readonly codeCache: Uint8Array;
}

type AppFunction = (this: unknown, ...scope: readonly unknown[]) => void;

/**
 * Compiles an app. Build and start share this function: a cache fits only the exact text that it was
 * taken from.
 */
export function compileApp({ script, path, codeCache }: App): Script {
  return new Script(script, {
    filename: path,
    columnOffset: -SCOPE[0].length, // stacks and profiles count from the bundle's own first column
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
