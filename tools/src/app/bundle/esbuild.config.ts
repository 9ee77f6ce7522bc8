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
 * @param given By default the project of the entry point.
 */
export function configureBundle(
  report: (line: string) => void,
  given: GivenProject = {},
): BuildOptions {
  return {
    charset: 'ascii', // one-byte characters: V8 reads them in half the time and memory
    legalComments: 'none',
    lineLimit: 2_000, // an uncaught error quotes its line, which was the whole bundle
    logLevel: 'error',
    minifySyntax: true,
    minifyWhitespace: true,
    plugins: [bundleApp(report, given)],
  };
}

/** The project of a bundle. */
export interface GivenProject {
  /** Folder whose configuration applies, relative to the workspace. */
  readonly folder?: string;
  /** What a command line adds to that configuration. */
  readonly options?: Readonly<Record<string, unknown>>;
}

/** All plugins, in their order; what the app declares is known when a build starts. */
function bundleApp(report: (line: string) => void, given: GivenProject): Plugin {
  return {
    name: 'bundle-app',
    async setup(build) {
      const { absWorkingDir: root = '' } = build.initialOptions;
      const folder = given.folder ?? findEntryFolder(build.initialOptions);
      const project = { root, folder, given };
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
  readonly given: GivenProject;
}

interface Bundled extends Project, BundleOptions {
  readonly report: (line: string) => void;
}

async function completeGraph(
  build: PluginBuild,
  { root, folder, given, external: names, include, omit, knownGaps, report }: Bundled,
): Promise<void> {
  const externals = new Externals({ root, names, folder });
  await externalPackages({ externals, omit }).setup(build);
  for (const plugin of [deferModules(DEFERRED), aliasIconvLite(), documents(), absentModules(omit)])
    await plugin.setup(build);
  const notes = new BundleNotes(knownGaps);
  const awaiting = new AwaitBundle([bundleApp(report, { ...given, folder })]);
  awaiting.setup(build);
  const kept = awaiting.endIfKept(build);
  await keepPlaces(notes).setup(build);
  await packFiles({ notes, include, externals, report }).setup(kept);
  await guardGraph({ notes, report }).setup(kept);
}

function readOptions({ root, folder, given }: Project): BundleOptions | Fault {
  try {
    return readBundleOptions(root, folder, given.options);
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
}

export default configureBundle((line) => {
  console.info(line);
});
