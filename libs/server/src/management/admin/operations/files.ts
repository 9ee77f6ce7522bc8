import type { FilesCache, FilesCacheState } from '../../../files/create-files-cache.ts';
import { OperationError } from '../../bridge/operation-error.ts';

/** The state of the cache of files, added up if several threads serve. */
export interface FilesState extends FilesCacheState {
  /** Threads that are left out, because they did not answer in time; undefined if none is. */
  readonly unansweredThreads?: readonly number[];
}

/** Creates the operations that show and empty the cache of files. */
export function createFilesOperations(managed: { readonly filesCache: FilesCache | undefined }) {
  function cache(): FilesCache {
    if (managed.filesCache !== undefined) return managed.filesCache;
    throw new OperationError(404, 'No files are served; set FILES_ROOT and restart the server');
  }
  return {
    filesCache: (): FilesState => cache().state(),
    /** Returns the states before and after. */
    clearFilesCache: (): { readonly before: FilesState; readonly after: FilesState } => {
      const before = cache().state();
      cache().clear();
      return { before, after: cache().state() };
    },
  };
}
