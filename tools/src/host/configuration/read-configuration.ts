import { dirname, join } from 'node:path';
import type { OptionFile } from './check-options.ts';
import type { Configuration } from './configuration.ts';
import { readOptionFiles } from './option-files.ts';

/**
 * Reads the configuration of a project: the objects `tscratch` of the workspace and of the project. The
 * nearest file wins, except that environment variables add up.
 *
 * @param root Workspace folder.
 * @param folder Folder of the project, relative to the workspace.
 * @throws {Fault} `CONFIGURATION`, `OPTIONS_FORMAT`, `OPTIONS_SYNTAX`.
 */
export function readConfiguration(root: string, folder: string): Configuration {
  return mergeOptions(readOptionFiles(root, folder));
}

/** Merges the checked options of files, the nearest one last. Paths become relative to the workspace. */
export function mergeOptions(files: readonly OptionFile[]): Configuration {
  const declared = files.map(({ path, options }) => {
    const own = options as Configuration;
    return own.main === undefined ? own : { ...own, main: join(dirname(path), own.main) };
  });
  const environment = Object.assign({}, ...declared.map((own) => own.environment ?? {})) as Record<
    string,
    string
  >;
  const merged = Object.assign({}, ...declared) as Configuration;
  return Object.keys(environment).length === 0 ? merged : { ...merged, environment };
}
