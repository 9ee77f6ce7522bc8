import { dirname, join, relative } from 'node:path';
import { Fault } from '../../host/faults/fault.ts';
import type { OptionFile } from '../../host/configuration/check-options.ts';
import { readOptionFiles } from '../../host/configuration/option-files.ts';

/** A ready folder that is the program, instead of a bundle of its sources. Paths are relative to the workspace. */
export interface Tree {
  /** The folder whose files are those of the program. */
  readonly folder: string;
  /** The script that starts the program, relative to `folder`. */
  readonly main: string;
  /** The file that declares it. */
  readonly declaredIn: string;
}

/**
 * Reads whether an app is a ready folder, from the first file that says so between the workspace and the
 * folder of the project: a ready folder may contain a copy of the package.json that declares it.
 *
 * @param entry The entry point, which is the script unless `main` names one; relative to the workspace.
 * @returns Undefined for an app that is bundled.
 * @throws {Fault} `CONFIGURATION`, `OPTIONS_FORMAT`, `OPTIONS_SYNTAX`, `TREE_OUTSIDE`.
 */
export function readTree(root: string, folder: string, entry: string): Tree | undefined {
  const declared = readOptionFiles(root, folder).find((file) => 'entry' in file.options);
  return declared && parseTree(declared, entry);
}

/** @throws {Fault} `TREE_OUTSIDE` if the script is not in the folder. */
export function parseTree({ path, options }: OptionFile, entry: string): Tree {
  const { main, tree } = options as Partial<Record<'main' | 'tree', string>>;
  const home = dirname(path);
  const script = main === undefined ? entry : join(home, main);
  const folder = tree === undefined ? dirname(script) : join(home, tree).replace(/\/$/, '');
  const inside = relative(folder, script);
  if (inside === '' || inside.startsWith('../'))
    throw new Fault('TREE_OUTSIDE', { folder, main: script, declaredIn: path });
  return { folder, main: inside, declaredIn: path };
}
