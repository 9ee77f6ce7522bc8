import { createFiles, type Files } from './create-files.ts';
import type { FilesOptions, ServedRoot } from './files-context.ts';

/** Serves directories, the first one and others. Loads the code for prefixes only if one has a prefix. */
export async function serveRoots(
  [first, ...others]: readonly [ServedRoot, ...(readonly ServedRoot[])],
  options: Pick<FilesOptions, 'cacheControl' | 'retryAfterSeconds' | 'now'>,
): Promise<Files> {
  const create = (root: ServedRoot): Files => createFiles({ ...root, ...options });
  if (first.prefix === '' && others.length === 0) return create(first);
  const { mountFiles } = await import('./mount-files.ts');
  return mountFiles(
    [first, ...others].map((root) => ({ prefix: root.prefix, files: create(root) })),
  );
}
