import { cpSync, existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { findIncludedFiles } from '../../app/bundle/find-included-files.ts';
import type { Inclusion } from '../../app/bundle/parse-include.ts';
import { readBundleOptions } from '../../app/bundle/read-bundle-options.ts';
import { Fault } from '../../host/faults/fault.ts';
import type { NodeSubject } from '../container/hand-over-node.ts';

/** The program whose files are copied. */
export interface IncludingSubject extends NodeSubject {
  /** What a command line adds to the files that the project includes. */
  readonly include: readonly string[] | undefined;
}

/**
 * Copies the files that a program includes and that git ignores, such as those that another program has generated.
 *
 * @param sourceFolder A copy of the sources of the workspace.
 * @returns Their paths, relative to the workspace.
 * @throws {Fault} those of `readBundleOptions`, and `INCLUDE_LINK`.
 */
export function copyIncluded(subject: IncludingSubject, sourceFolder: string): readonly string[] {
  const { root, folder, include } = subject;
  const options = readBundleOptions(root, folder, include && { include });
  const paths = options.include.flatMap((inclusion) => listPaths(root, inclusion));
  const ignored = [...new Set(paths)].filter((path) => !existsSync(join(sourceFolder, path)));
  for (const path of ignored) cpSync(join(root, path), join(sourceFolder, path));
  return ignored;
}

/** What is missing may be made by a target that runs before the bundle; if not, the bundle says so. */
function listPaths(root: string, inclusion: Inclusion): readonly string[] {
  try {
    return findIncludedFiles(root, inclusion).map(({ source }) => relative(root, source));
  } catch (error) {
    if (error instanceof Fault && error.code === 'INCLUDE_MISSING') return [];
    throw error;
  }
}
