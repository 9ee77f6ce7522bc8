import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { TargetConfiguration } from '@nx/devkit';
import { isRecord } from '../../host/configuration/shape.ts';
import { parseJsonc } from '../../host/parse-jsonc.ts';

/** The fields of project.json, and of `nx` in package.json, that this plugin reads. */
export interface ProjectJson {
  readonly name?: string;
  readonly projectType?: string;
  readonly tags?: readonly string[];
  readonly targets?: Readonly<Record<string, TargetConfiguration | undefined>>;
  readonly tscratch?: unknown;
}

export interface PackageJson {
  readonly name?: string;
  readonly private?: boolean;
  readonly main?: unknown;
  readonly bin?: unknown;
  readonly exports?: unknown;
  readonly types?: unknown;
  readonly typings?: unknown;
  readonly module?: unknown;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly nx?: ProjectJson & { readonly includedScripts?: readonly string[] };
  readonly tscratch?: unknown;
}

/** What is on the disk of a project. */
export interface ProjectFiles {
  /** Relative to the workspace. */
  readonly folder: string;
  /** Empty without the file. */
  readonly projectJson: ProjectJson;
  readonly packageJson: PackageJson;
  /** Reads a file of the folder; undefined if it is not there. */
  readonly read: (path: string) => string | undefined;
}

/**
 * Reads what is known of a project, without its sources. A file that is no object of JSON counts as absent, and so does a
 * field with another type: Nx reports it, and one project must not stop the graph of all.
 */
export function readProjectFiles(root: string, folder: string): ProjectFiles {
  const read = (path: string): string | undefined => {
    const target = join(root, folder, path);
    const isFile = statSync(target, { throwIfNoEntry: false })?.isFile() === true;
    return isFile ? readFileSync(target, 'utf8') : undefined;
  };
  const readObject = (path: string): object => readFields(read(path) ?? '{}');
  return {
    folder,
    projectJson: readObject('project.json'),
    packageJson: readObject('package.json'),
    read,
  };
}

/** Parses an object of JSON; an empty one stands for everything else. */
export function readFields(text: string): Readonly<Record<string, unknown>> {
  try {
    const fields = parseJsonc(text);
    return isRecord(fields) ? selectFields(fields) : {};
  } catch {
    return {};
  }
}

const isText = (value: unknown): boolean => typeof value === 'string';

/** The types of fields, wherever they are used. */
const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  name: isText,
  projectType: isText,
  tags: Array.isArray,
  includedScripts: Array.isArray,
  scripts: isRecord,
  targets: isRecord,
  nx: isRecord,
};

function selectFields(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const given = Object.entries(fields).filter(([name, value]) => TYPES[name]?.(value) !== false);
  return Object.fromEntries(
    given.map(([name, value]) => {
      if (name === 'nx') return [name, selectFields(value as Record<string, unknown>)];
      return [name, name === 'targets' ? selectRecords(value as object) : value];
    }),
  );
}

function selectRecords(values: object): object {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => isRecord(value)));
}
