import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Metafile, Plugin } from 'esbuild';
import { correctScripts } from './correct-scripts.ts';
import { isStrict } from './edit-source.ts';
import { SOURCE } from './source-loader.ts';

const DIRECTIVE = '"use strict";';

/**
 * Makes a bundle strict, as ES modules are, unless it contains a CommonJS module that is not: that one would throw
 * when it assigns to an undeclared variable, and its older syntax is no JavaScript. In such a bundle ES modules
 * are not strict, which only code that relies on an error sees. esbuild decides by the file that starts the
 * program alone: TypeScript with the option `strict` makes all strict, an ES module in JavaScript nothing.
 */
export function keepModes(): Plugin {
  return {
    name: 'keep-modes',
    setup(build) {
      const { absWorkingDir: root = '', banner } = build.initialOptions;
      build.initialOptions.banner = { ...banner, js: `${banner?.js ?? ''}${DIRECTIVE}` };
      build.onEnd(async (result) => {
        if (await hasSloppyModule(result.metafile, root)) await correctScripts(result, root, relax);
      });
    },
  };
}

/** At the start of a bundle, or of the function that a program with a top-level await is. */
const DIRECTIVES = /(?<=^|\}\)\(async\(\)=>\{)("use strict";\s*)+/;

/** The text keeps its length, so that source maps stay right. */
function relax(text: string): string {
  return text.replace(DIRECTIVES, (found) => found.replaceAll(DIRECTIVE, '             '));
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
