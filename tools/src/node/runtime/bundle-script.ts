import { join } from 'node:path';
import { buildSync } from 'esbuild';

/**
 * Renders one of our own scripts, which run before an app in its process, as a single text. It is
 * wrapped in a function: what runs as a script, as in a worker thread, would leave its names behind.
 *
 * @param path TypeScript file.
 */
export function bundleScript(path: string): string {
  const { outputFiles } = buildSync({
    absWorkingDir: join(path, '..'), // names in the output are relative to it, and so the same anywhere
    entryPoints: [path],
    bundle: true,
    format: 'iife',
    platform: 'node',
    target: 'node26',
    write: false,
    logLevel: 'silent',
  });
  return outputFiles.map(({ text }) => text).join('');
}
