import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { TargetConfiguration } from '@nx/devkit';
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
  readonly nx?: ProjectJson;
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

/** Reads what is known of a project, without its sources. A file that is no JSON counts as absent: Nx reports it. */
export function readProjectFiles(root: string, folder: string): ProjectFiles {
  const read = (path: string): string | undefined => {
    const target = join(root, folder, path);
    const isFile = statSync(target, { throwIfNoEntry: false })?.isFile() === true;
    return isFile ? readFileSync(target, 'utf8') : undefined;
  };
  const readObject = (path: string): object => {
    try {
      return parseJsonc(read(path) ?? '{}') as object;
    } catch {
      return {};
    }
  };
  return {
    folder,
    projectJson: readObject('project.json'),
    packageJson: readObject('package.json'),
    read,
  };
}
