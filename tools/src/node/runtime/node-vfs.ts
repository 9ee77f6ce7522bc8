/**
 * The part of `node:vfs` that the runtime uses. The types of Node 26 lack methods that its documentation
 * has.
 *
 * @see https://nodejs.org/docs/latest-v26.x/api/vfs.html
 */
export interface VirtualFileSystemModule {
  readonly VirtualProvider: new () => object;
  readonly MemoryProvider: new () => { openSync: (path: string, flags: string) => FileHandle };
  readonly VirtualFileSystem: new (
    provider: object,
    options: { readonly emitExperimentalWarning: boolean },
  ) => { mount: () => string };
}

/** A file that is open in a virtual file system. */
export interface FileHandle {
  readonly closeSync: () => void;
  /** Reads on from where the last call ended, if the position is null. */
  readonly readSync: (...bufferOffsetLengthPosition: readonly unknown[]) => number;
}

/** Node allows `node:vfs` with this option only. */
export const VFS_OPTION = '--experimental-vfs';
