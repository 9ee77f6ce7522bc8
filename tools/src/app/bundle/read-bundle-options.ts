import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import type { BuildOptions } from 'esbuild';
import { Fault } from '../../host/faults/fault.ts';

/** What an app declares about its bundle: the object `tscratch` of nx.json, and of its project.json or package.json. */
export interface BundleOptions {
  /** Packages, or files, that ask for what the bundle lacks, with the reason why this app does not need it. */
  readonly knownGaps: Readonly<Record<string, string>>;
  /** Packages to leave out, as if they were not installed. */
  readonly omit: readonly string[];
}

const FILES = ['nx.json', 'project.json', 'package.json'];

/**
 * Reads the options of an app's bundle from every file that may declare them, from the workspace down to the
 * folder of its entry point; what they list adds up.
 *
 * @throws {Fault} `BUNDLE_OPTION`, `MANIFEST_SYNTAX`.
 */
export function readBundleOptions({
  absWorkingDir: root = '',
  entryPoints,
}: BuildOptions): BundleOptions {
  const entry: unknown = Array.isArray(entryPoints) ? entryPoints[0] : undefined;
  const declared = findFolders(root, typeof entry === 'string' ? entry : '')
    .flatMap((folder) => FILES.map((name) => join(folder, name)))
    .filter((path) => existsSync(join(root, path)))
    .map((path) => parseBundleOptions(readFileSync(join(root, path), 'utf8'), path));
  return {
    knownGaps: Object.fromEntries(declared.flatMap(({ knownGaps }) => Object.entries(knownGaps))),
    omit: declared.flatMap(({ omit }) => omit),
  };
}

/** The folders from the workspace down to the one of a file, relative to the workspace. */
function findFolders(root: string, file: string): readonly string[] {
  const names = relative(root, join(root, dirname(file))).split(sep);
  return ['', ...names.map((_, index) => join(...names.slice(0, index + 1)))];
}

/** @param path Path of the file, for messages. */
export function parseBundleOptions(text: string, path: string): BundleOptions {
  const { knownGaps = {}, omit = [] } = parseObject(text, path);
  if (!isRecord(knownGaps) || !isTexts(Object.values(knownGaps)))
    throw refuse({ path, field: 'knownGaps', found: knownGaps });
  if (!isTexts(omit)) throw refuse({ path, field: 'omit', found: omit });
  return { knownGaps: knownGaps as Record<string, string>, omit };
}

function parseObject(text: string, path: string): Partial<Record<keyof BundleOptions, unknown>> {
  try {
    const { tscratch = {} } = JSON.parse(text) as { tscratch?: object };
    return tscratch;
  } catch (cause) {
    throw new Fault('MANIFEST_SYNTAX', { path, reason: (cause as Error).message }, { cause });
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((text) => typeof text === 'string');
}

const EXPECTED = {
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
