import { join } from 'node:path';
import { buildSync } from 'esbuild';

/** The comment that names the file of a module. esbuild omits it only together with all line breaks. */
const MODULE_COMMENT = /^ *\/\/ \S+\.[jt]s\n/gm;

/**
 * Renders one of our own scripts, which run before an app in its process, as a single text. It is wrapped
 * in a function: a plain script, as in a worker thread, would leave its names in the global scope. The
 * text does not depend on the paths of the source files: moving a file must not change the runtime of
 * every image.
 *
 * @param path Path of a module, TypeScript or JavaScript.
 */
export function bundleScript(path: string): string {
  const { outputFiles } = buildSync({
    absWorkingDir: join(path, '..'),
    entryPoints: [path],
    bundle: true,
    format: 'iife',
    platform: 'node',
    target: 'node26',
    write: false,
    logLevel: 'silent',
  });
  return outputFiles.map(({ text }) => text.replace(MODULE_COMMENT, '')).join('');
}
