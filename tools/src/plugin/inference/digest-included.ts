import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { findIncludedFiles } from '../../app/bundle/find-included-files.ts';
import { readBundleOptions } from '../../app/bundle/read-bundle-options.ts';
import { Fault } from '../../host/faults/fault.ts';

/**
 * Returns a digest of the files that a project includes, with their paths. Nx hashes no file that git ignores, such as
 * those that another program generates, and would take a bundle with their former content from its cache. A mistake is
 * a message of the build, so it is only part of the digest here.
 *
 * @param folder Relative to the workspace.
 */
export function digestIncluded(root: string, folder: string): string {
  const hash = createHash('sha256');
  try {
    const files = readBundleOptions(root, folder).include.flatMap((inclusion) =>
      findIncludedFiles(root, inclusion),
    );
    for (const { source, path } of files) hash.update(`${path}\0`).update(readFileSync(source));
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    hash.update(error.message);
  }
  return hash.digest('hex');
}
