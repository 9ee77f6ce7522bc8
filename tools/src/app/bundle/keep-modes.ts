import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Metafile, Plugin } from 'esbuild';
import { correctScripts } from './correct-scripts.ts';
import { isStrict } from './edit-source.ts';
import { SOURCE } from './source-loader.ts';

const DIRECTIVE = '"use strict";';

/**
 * Keeps the mode of CommonJS packages that are not strict. esbuild makes the whole bundle strict if the file that
 * starts the program is, and that is true of TypeScript with the option `strict`: a package that assigns
 * to an undeclared variable then throws, and one with an older syntax is no JavaScript at all. In a bundle with such
 * a package, ES modules are not strict instead. Only code that relies on an error sees this.
 */
export function keepModes(): Plugin {
  return {
    name: 'keep-modes',
    setup(build) {
      const { absWorkingDir: root = '' } = build.initialOptions;
      build.onEnd(async (result) => {
        if (await hasSloppyModule(result.metafile, root)) await correctScripts(result, root, relax);
      });
    },
  };
}

/** The text keeps its length, so that source maps stay right. */
function relax(text: string): string {
  if (!text.startsWith(DIRECTIVE)) return text;
  return text.replace(DIRECTIVE, ' '.repeat(DIRECTIVE.length));
}

async function hasSloppyModule(metafile: Metafile | undefined, root: string): Promise<boolean> {
  const { inputs = {}, outputs = {} } = metafile ?? {};
  const bundled = new Set(Object.values(outputs).flatMap((output) => Object.keys(output.inputs)));
  for (const [path, { format }] of Object.entries(inputs)) {
    const file = join(root, path);
    const isCommonJs = bundled.has(path) && SOURCE.test(path) && format !== 'esm';
    // What plugins add is no file, and the same in both modes.
    if (isCommonJs && existsSync(file) && !isStrict(await readFile(file, 'utf8'))) return true;
  }
  return false;
}
