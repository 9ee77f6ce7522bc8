import { dirname, join, relative } from 'node:path';
import type { BuildOptions } from 'esbuild';
import { Fault } from '../../host/faults/fault.ts';
import { isRecord, readOptionFiles, type OptionFile } from '../../host/option-files.ts';
import { EXTERNAL_EXPECTED, parseExternal, type ExternalName } from './parse-external.ts';
import { INCLUDE_EXPECTED, parseInclude, type Inclusion } from './parse-include.ts';

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
 * folder of its entry point; what they list adds up.
 *
 * @throws {Fault} `BUNDLE_OPTION`, `OPTIONS_FORMAT`, `OPTIONS_SYNTAX`.
 */
export function readBundleOptions(options: BuildOptions): BundleOptions {
  const { absWorkingDir: root = '' } = options;
  const declared = readOptionFiles(root, findEntryFolder(options)).map(parseBundleOptions);
  return {
    external: declared.flatMap(({ external }) => external),
    include: declared.flatMap(({ include }) => include),
    knownGaps: Object.fromEntries(declared.flatMap(({ knownGaps }) => Object.entries(knownGaps))),
    omit: declared.flatMap(({ omit }) => omit),
  };
}

/** The folder of the file that starts an app, relative to the workspace; '' for that of the workspace. */
export function findEntryFolder({ absWorkingDir: root = '', entryPoints }: BuildOptions): string {
  const entry: unknown = Array.isArray(entryPoints) ? entryPoints[0] : undefined;
  return relative(root, join(root, dirname(typeof entry === 'string' ? entry : '')));
}

/** @throws {Fault} `BUNDLE_OPTION` */
export function parseBundleOptions({ path, options }: OptionFile): BundleOptions {
  const { external = [], include = [], knownGaps = {}, omit = [] } = options;
  const externals = parseExternal(external, path);
  if (externals === undefined) throw refuse({ path, field: 'external', found: external });
  if (!isRecord(knownGaps) || !isTexts(Object.values(knownGaps)))
    throw refuse({ path, field: 'knownGaps', found: knownGaps });
  if (!isTexts(omit)) throw refuse({ path, field: 'omit', found: omit });
  const inclusions = parseInclude(include, path, (found) =>
    refuse({ path, field: 'include', found }),
  );
  return {
    external: externals,
    include: inclusions,
    knownGaps: knownGaps as Record<string, string>,
    omit,
  };
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((text) => typeof text === 'string');
}

const EXPECTED = {
  external: EXTERNAL_EXPECTED,
  include: INCLUDE_EXPECTED,
  knownGaps: 'packages and reasons, such as { "express": "this app sets no view engine" }',
  omit: 'a list of packages, such as ["cpu-features"]',
};

interface BadOption {
  readonly path: string;
  readonly field: keyof BundleOptions;
  readonly found: unknown;
}

function refuse({ path, field, found }: BadOption): Fault {
  const expected = EXPECTED[field];
  return new Fault('BUNDLE_OPTION', { path, field, found: JSON.stringify(found), expected });
}
