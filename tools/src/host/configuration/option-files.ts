import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '../faults/fault.ts';
import { parseJsonc } from '../parse-jsonc.ts';
import { checkOptions, type OptionFile } from './check-options.ts';
import { isRecord } from './shape.ts';

const NAMES = ['nx.json', 'project.json', 'package.json'];

/**
 * Reads every file that may have options of an app, from the workspace down to a folder, and checks them all.
 *
 * @param root Workspace folder.
 * @param folder Folder of the app, or one below it, relative to the workspace.
 * @throws {Fault} `CONFIGURATION`, `OPTIONS_FORMAT`, `OPTIONS_SYNTAX`.
 */
export function readOptionFiles(root: string, folder: string): readonly OptionFile[] {
  const files = listFolders(folder)
    .flatMap((above) => NAMES.map((name) => join(above, name)))
    .filter((path) => existsSync(join(root, path)))
    .map((path) => parseOptionFile(readFileSync(join(root, path), 'utf8'), path));
  checkOptions(files);
  return files;
}

/** Lists the workspace (`.`) and the folders from there down to one, relative to the workspace. */
export function listFolders(folder: string): readonly string[] {
  const names = join(folder).split('/');
  return [...new Set(['.', ...names.map((_, index) => join(...names.slice(0, index + 1)))])];
}

/**
 * Parses one of these files, which may have comments and trailing commas, as Nx reads it.
 *
 * @throws {Fault} `OPTIONS_FORMAT` if `tscratch` is no object, `OPTIONS_SYNTAX`.
 */
export function parseOptionFile(text: string, path: string): OptionFile {
  const { tscratch: options = {} } = parseFields(text, path);
  if (isRecord(options)) return { path, options };
  throw new Fault('OPTIONS_FORMAT', { path, found: JSON.stringify(options) });
}

/** Parses such a file. @throws {Fault} `OPTIONS_SYNTAX` */
export function parseFields(text: string, path: string): Readonly<Record<string, unknown>> {
  try {
    const fields = parseJsonc(text);
    if (isRecord(fields)) return fields;
  } catch (cause) {
    throw new Fault('OPTIONS_SYNTAX', { path, reason: (cause as Error).message }, { cause });
  }
  throw new Fault('OPTIONS_SYNTAX', { path, reason: `it is ${text.trim()}` });
}
