import { existsSync, globSync, lstatSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '../../host/faults/fault.ts';
import type { Inclusion } from './parse-include.ts';

/** A file for the program to read. */
export interface ProgramFile {
  /** Path of the file on this machine. */
  readonly source: string;
  /** Its path below the folder of the app file. */
  readonly path: string;
  /** Whether an executable has it as an asset of `node:sea`, without a file system. */
  readonly isAsset?: true;
}

/**
 * Finds the files that an app declares.
 *
 * @param root Folder of the workspace.
 * @throws {Fault} `INCLUDE_MISSING`, `INCLUDE_LINK`
 */
export function findIncludedFiles(root: string, inclusion: Inclusion): readonly ProgramFile[] {
  const { folder, pattern, ignore, output, text, declaredIn } = inclusion;
  const cwd = join(root, folder);
  const names = existsSync(cwd) ? list(cwd, pattern, ignore) : [];
  const found = names.filter((name) => !lstatSync(join(cwd, name)).isDirectory());
  if (found.length === 0) throw new Fault('INCLUDE_MISSING', { path: declaredIn, text });
  return found.map((name) => {
    const source = join(cwd, name);
    const real = join(realpathSync(root), folder, name);
    if (realpathSync(source) !== real || !lstatSync(source).isFile())
      throw new Fault('INCLUDE_LINK', { path: join(folder, name), declaredIn, text });
    return { source, path: join(output, name) };
  });
}

/** Lists what a pattern means: everything below it, if it is a folder. */
function list(cwd: string, pattern: string, ignore: readonly string[]): readonly string[] {
  const path = join(cwd, pattern);
  const isFolder = existsSync(path) && lstatSync(path).isDirectory();
  return globSync(isFolder ? join(pattern, '**') : pattern, {
    cwd,
    exclude: [...ignore],
  }).toSorted();
}
