import { dirname } from 'node:path';
import type { BuildOptions, Plugin, PluginBuild } from 'esbuild';
import { Fault } from '../../host/faults/fault.ts';
import { absentModules } from './absent-modules.ts';
import { aliasIconvLite } from './alias-iconv-lite.ts';
import { AwaitBundle } from './await-bundle.ts';
import { BundleNotes } from './bundle-notes.ts';
import { correctLoaders } from './correct-loaders.ts';
import { deferModules } from './defer-modules.ts';
import { documents } from './documents.ts';
import { externalPackages } from './external-packages.ts';
import { enterTree } from './enter-tree.ts';
import { Externals } from './externals.ts';
import { guardGraph } from './guard-graph.ts';
import { keepModes } from './keep-modes.ts';
import { keepPlaces } from './keep-places.ts';
import { nestImports } from './nest-imports.ts';
import { packFiles } from './pack-files.ts';
import {
  findEntry,
  findEntryFolder,
  readBundleOptions,
  type BundleOptions,
} from './read-bundle-options.ts';
import { readTree, type Tree } from './read-tree.ts';
import { CONDITIONS } from './resolve-as-node.ts';
import { trimMimeDb } from './trim-mime-db.ts';
import { trimSideChannel } from './trim-side-channel.ts';

/**
 * Half of the code that Express evaluates at start is for requests that not every server receives, and pino's
 * destinations are for programs that have none of their own.
 */
export const DEFERRED = [
  'body-parser',
  'cookie-signature',
  'etag',
  'mime-types',
  'qs',
  'sonic-boom',
  'thread-stream',
];

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
    conditions: CONDITIONS,
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
      const project = { root, folder, given, entry: findEntry(build.initialOptions) };
      const options = readOptions(project);
      if (options instanceof Fault) refuseBuild(build, options);
      else if (options.tree)
        await enterTree({ ...options, tree: options.tree, report }).setup(build);
      else await completeGraph(build, { ...project, ...options, report });
    },
  };
}

/** Fails a build by one sentence without a stack, and reads no sources for it. */
function refuseBuild(build: PluginBuild, { message }: Fault): void {
  build.onStart(() => ({ errors: [{ text: message }] }));
  build.onResolve({ filter: /^/ }, ({ path }) => ({ namespace: 'refused', path }));
  build.onLoad({ filter: /^/, namespace: 'refused' }, () => ({ contents: '' }));
}

interface Project {
  readonly root: string;
  /** The entry point, relative to the workspace. */
  readonly entry: string;
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
  const externals = new Externals({ root, names, folder, omit });
  await externalPackages(externals).setup(build);
  const plugins = [
    deferModules(DEFERRED),
    aliasIconvLite(),
    trimMimeDb(),
    trimSideChannel(),
    documents(),
    absentModules(omit),
  ];
  for (const plugin of plugins) await plugin.setup(build);
  const notes = new BundleNotes(knownGaps);
  const awaiting = new AwaitBundle([bundleApp(report, { ...given, folder })]);
  awaiting.setup(build);
  const kept = awaiting.endIfKept(build);
  await keepPlaces(notes).setup(build);
  await packFiles({ notes, include, externals, report }).setup(kept);
  await guardGraph({ notes, report }).setup(kept);
  await keepModes().setup(kept);
  await nestImports().setup(kept); // after the mode is known, in which it reads the text
  await correctLoaders().setup(kept);
}

interface Options extends BundleOptions {
  /** The ready folder that is the program; undefined for an app that is bundled. */
  readonly tree: Tree | undefined;
}

function readOptions({ root, folder, given, entry }: Project): Options | Fault {
  try {
    const tree = readTree(root, folder, entry);
    // What is below the folder may declare itself again, as a copy.
    const own = tree ? dirname(tree.declaredIn) : folder;
    return { tree, ...readBundleOptions(root, own, given.options) };
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
}

export default configureBundle((line) => {
  console.info(line);
});
