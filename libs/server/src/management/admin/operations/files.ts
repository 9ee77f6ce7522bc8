import type { FilesCache, FilesCacheState } from '../../../files/create-files-cache.ts';
import { OperationError } from '../../bridge/operation-error.ts';

/** Creates the operations that show and empty the cache of files. */
export function createFilesOperations(managed: { readonly filesCache: FilesCache | undefined }) {
  function cache(): FilesCache {
    if (managed.filesCache !== undefined) return managed.filesCache;
    throw new OperationError(404, 'No files are served; set FILES_ROOT and restart the server');
  }
  return {
    filesCache: (): FilesCacheState => cache().state(),
    /** Returns the states before and after. */
    clearFilesCache: () => {
      const before = cache().state();
      cache().clear();
      return { before, after: cache().state() };
    },
  };
}
