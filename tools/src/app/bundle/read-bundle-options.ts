import { dirname, join, relative } from 'node:path';
import type { BuildOptions } from 'esbuild';
import { checkOptions, type OptionFile } from '../../host/configuration/check-options.ts';
import { readOptionFiles } from '../../host/configuration/option-files.ts';
import type { ExternalName } from './external-name.ts';
import { parseInclude, type Inclusion, type IncludeEntry } from './parse-include.ts';

/** What an app declares about its bundle: the object `tscratch` of nx.json, and of its project.json or package.json. */
export interface BundleOptions {
  /** Packages that are files of the program instead of parts of the bundle. */
  readonly external: readonly ExternalName[];
  /** Files that the program reads. */
  readonly include: readonly Inclusion[];
  /** Packages, or files, that ask for what the bundle lacks, with the reason why this app does not need it. */
  readonly knownGaps: Readonly<Record<string, string>>;
  /** Packages to leave out, as if they were not installed. */
  readonly omit: readonly string[];
}

/**
 * Reads the options of an app's bundle from every file that may declare them, from the workspace down to the
 * folder of the project; what they list adds up.
 *
 * @param folder Relative to the workspace.
 * @param given What a command line adds.
 * @throws {Fault} `CONFIGURATION`, `OPTIONS_FORMAT`, `OPTIONS_SYNTAX`.
 */
export function readBundleOptions(
  root: string,
  folder: string,
  given: OptionFile['options'] = {},
): BundleOptions {
  const commandLine = { path: join(folder, 'the command line'), options: given };
  checkOptions([commandLine]);
  const declared = [...readOptionFiles(root, folder), commandLine].map(parseBundleOptions);
  return {
    external: declared.flatMap(({ external }) => external),
    include: declared.flatMap(({ include }) => include),
    knownGaps: Object.fromEntries(declared.flatMap(({ knownGaps }) => Object.entries(knownGaps))),
    omit: declared.flatMap(({ omit }) => omit),
  };
}

/** The file that starts an app, relative to the workspace. */
export function findEntry({ absWorkingDir: root = '', entryPoints }: BuildOptions): string {
  const entry: unknown = Array.isArray(entryPoints) ? entryPoints[0] : undefined;
  return relative(root, join(root, typeof entry === 'string' ? entry : ''));
}

/** The folder of the file that starts an app, relative to the workspace; '.' for that of the workspace. */
export function findEntryFolder(options: BuildOptions): string {
  return dirname(findEntry(options));
}

/** Completes the options of a file, which are checked. */
export function parseBundleOptions({ path, options }: OptionFile): BundleOptions {
  const { external = [], include = [], knownGaps = {}, omit = [] } = options as Partial<Declared>;
  return {
    external: external.map((name) => ({ name, declaredIn: path })),
    include: parseInclude(include, path),
    knownGaps,
    omit,
  };
}

type Declared = Omit<BundleOptions, 'external' | 'include'> & {
  readonly external: readonly string[];
  readonly include: readonly IncludeEntry[];
};
