import { extname, relative } from 'node:path';
import type { Plugin } from 'esbuild';
import { packageOf } from './package-of.ts';

/** Files next to the modules of published packages that are no JavaScript. */
const DOCUMENT = /\.(?:flow|html|map|markdown|md|ya?ml)$/i;

/**
 * Lets a document of a package fail when it is loaded, as under Node, which reads it as JavaScript. esbuild
 * bundles every file that a template may name, such as README.md next to the modules of a folder.
 */
export function documents(): Plugin {
  return {
    name: 'documents',
    setup(build) {
      const { absWorkingDir: root = '', loader = {} } = build.initialOptions;
      build.onLoad({ filter: DOCUMENT, namespace: 'file' }, ({ path }) => {
        if (packageOf(path) === undefined || extname(path) in loader) return undefined;
        const message = `Cannot load ${relative(root, path)} as JavaScript`;
        return { contents: `throw new SyntaxError(${JSON.stringify(message)});` };
      });
    },
  };
}
