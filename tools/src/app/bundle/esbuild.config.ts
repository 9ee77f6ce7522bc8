import type { BuildOptions, Plugin } from 'esbuild';
import { Fault } from '../../host/faults/fault.ts';
import { absentModules } from './absent-modules.ts';
import { aliasIconvLite } from './alias-iconv-lite.ts';
import { AwaitBundle } from './await-bundle.ts';
import { BundleNotes } from './bundle-notes.ts';
import { deferModules } from './defer-modules.ts';
import { documents } from './documents.ts';
import { guardGraph } from './guard-graph.ts';
import { keepPlaces } from './keep-places.ts';
import { packFiles } from './pack-files.ts';
import { readBundleOptions, type BundleOptions } from './read-bundle-options.ts';

/** Half of the code that Express evaluates at start is for requests that not every server receives. */
export const DEFERRED = ['body-parser', 'cookie-signature', 'etag', 'mime-types', 'qs'];

/**
 * Settings that @nx/esbuild has no options for. White space and syntax are minified, names are not: a
 * stack trace or CPU profile of the shipped bundle must read like the source.
 *
 * @param report Receives the lines about what the bundle does not contain.
 */
export function configureBundle(report: (line: string) => void): BuildOptions {
  return {
    charset: 'ascii', // one-byte characters: V8 reads them in half the time and memory
    legalComments: 'none',
    lineLimit: 2_000, // an uncaught error quotes its line, which was the whole bundle
    logLevel: 'error',
    minifySyntax: true,
    minifyWhitespace: true,
    plugins: createPlugins(report),
  };
}

function createPlugins(report: (line: string) => void): Plugin[] {
  return [deferModules(DEFERRED), aliasIconvLite(), documents(), completeGraph(report)];
}

/** The plugins that depend on what the app declares, which is known when a build starts. */
function completeGraph(report: (line: string) => void): Plugin {
  return {
    name: 'complete-graph',
    async setup(build) {
      const options = readOptions(build.initialOptions);
      if (options instanceof Fault)
        build.onStart(() => ({ errors: [{ text: options.message }] })); // without a stack
      else {
        const { include, omit, knownGaps } = options;
        await absentModules(omit).setup(build);
        const notes = new BundleNotes(knownGaps);
        const awaiting = new AwaitBundle(createPlugins(report));
        awaiting.setup(build);
        const kept = awaiting.endIfKept(build);
        await keepPlaces(notes).setup(build);
        await packFiles({ notes, include, report }).setup(kept);
        await guardGraph({ notes, report }).setup(kept);
      }
    },
  };
}

function readOptions(initialOptions: BuildOptions): BundleOptions | Fault {
  try {
    return readBundleOptions(initialOptions);
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
}

export default configureBundle((line) => {
  console.info(line);
});
