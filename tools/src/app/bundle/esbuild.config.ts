import type { BuildOptions, Plugin, PluginBuild } from 'esbuild';
import { Fault } from '../../host/faults/fault.ts';
import { absentModules } from './absent-modules.ts';
import { aliasIconvLite } from './alias-iconv-lite.ts';
import { AwaitBundle } from './await-bundle.ts';
import { BundleNotes } from './bundle-notes.ts';
import { deferModules } from './defer-modules.ts';
import { documents } from './documents.ts';
import { externalPackages } from './external-packages.ts';
import { Externals } from './externals.ts';
import { guardGraph } from './guard-graph.ts';
import { keepPlaces } from './keep-places.ts';
import { packFiles } from './pack-files.ts';
import { findEntryFolder, readBundleOptions, type BundleOptions } from './read-bundle-options.ts';

/** Half of the code that Express evaluates at start is for requests that not every server receives. */
export const DEFERRED = ['body-parser', 'cookie-signature', 'etag', 'mime-types', 'qs'];

/**
 * Settings that @nx/esbuild has no options for. White space and syntax are minified, names are not: a
 * stack trace or CPU profile of the shipped bundle must read like the source.
 *
 * @param report Receives the lines about what the bundle does not contain.
 * @param folder Folder of the project, whose configuration applies; by default the one of the entry point.
 */
export function configureBundle(report: (line: string) => void, folder?: string): BuildOptions {
  return {
    charset: 'ascii', // one-byte characters: V8 reads them in half the time and memory
    legalComments: 'none',
    lineLimit: 2_000, // an uncaught error quotes its line, which was the whole bundle
    logLevel: 'error',
    minifySyntax: true,
    minifyWhitespace: true,
    plugins: [bundleApp(report, folder)],
  };
}

/** All plugins, in their order; what the app declares is known when a build starts. */
function bundleApp(report: (line: string) => void, folder: string | undefined): Plugin {
  return {
    name: 'bundle-app',
    async setup(build) {
      const { absWorkingDir: root = '' } = build.initialOptions;
      const project = { root, folder: folder ?? findEntryFolder(build.initialOptions) };
      const options = readOptions(project);
      if (options instanceof Fault)
        build.onStart(() => ({ errors: [{ text: options.message }] })); // without a stack
      else await completeGraph(build, { ...project, ...options, report });
    },
  };
}

interface Project {
  readonly root: string;
  /** Relative to the workspace. */
  readonly folder: string;
}

interface Bundled extends Project, BundleOptions {
  readonly report: (line: string) => void;
}

async function completeGraph(
  build: PluginBuild,
  { root, folder, external: names, include, omit, knownGaps, report }: Bundled,
): Promise<void> {
  const externals = new Externals({ root, names, folder });
  await externalPackages({ externals, omit }).setup(build);
  for (const plugin of [deferModules(DEFERRED), aliasIconvLite(), documents(), absentModules(omit)])
    await plugin.setup(build);
  const notes = new BundleNotes(knownGaps);
  const awaiting = new AwaitBundle([bundleApp(report, folder)]);
  awaiting.setup(build);
  const kept = awaiting.endIfKept(build);
  await keepPlaces(notes).setup(build);
  await packFiles({ notes, include, externals, report }).setup(kept);
  await guardGraph({ notes, report }).setup(kept);
}

function readOptions({ root, folder }: Project): BundleOptions | Fault {
  try {
    return readBundleOptions(root, folder);
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
}

export default configureBundle((line) => {
  console.info(line);
});
