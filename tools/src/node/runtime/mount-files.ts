import Module, { syncBuiltinESMExports } from 'node:module';
import { resolve } from 'node:path';
import { adoptCopies } from './adopt-copies.ts';
import { adoptEnvFiles } from './adopt-env-files.ts';
import { adoptGlobs } from './adopt-globs.ts';
import { adoptWorkingFolder } from './adopt-working-folder.ts';
import { handDownFolder, takeFolder } from './hand-down-folder.ts';
import type { VirtualFileSystemModule } from './node-vfs.ts';
import { PackProvider } from './pack-provider.ts';

/**
 * Mounts the files of an app in this thread. Node mounts at places that cannot exist on a disk, and the first
 * mount of each thread has the same path.
 *
 * @param read Returns the pack; called at the first access to a file.
 * @param workingFolder Working folder of the thread that starts this one.
 * @returns The folder of the app: `/dev/null/vfs/1`.
 */
export function mountFiles(read: () => Uint8Array, workingFolder?: string): string {
  const vfs = process.getBuiltinModule('node:vfs') as unknown as VirtualFileSystemModule;
  // A class that says what it extends would load `node:vfs` for apps without files, which have no option for it.
  Object.setPrototypeOf(PackProvider.prototype, vfs.VirtualProvider.prototype as object);
  const provider = new PackProvider(vfs, read);
  const mounted = new vfs.VirtualFileSystem(provider, { emitExperimentalWarning: false });
  provider.root = mounted.mount();
  adoptWorkingFolder(provider.root, workingFolder ?? takeFolder());
  handDownFolder(provider.root, () => resolve());
  adoptCopies(provider.root);
  adoptGlobs(provider.root);
  adoptEnvFiles(provider.root);
  closeGlobalFolders();
  syncBuiltinESMExports();
  return provider.root;
}

/** Where Node looks for packages besides the folders above a module. It has no type. */
interface ModuleLoader {
  readonly _resolveLookupPaths: (request: string, parent: null) => string[] | null;
}

/**
 * Keeps Node from looking for packages on the machine: in `NODE_PATH`, in folders of the user, and beside the
 * program. Node itself keeps the search from module to module below the mount.
 *
 * @see https://nodejs.org/docs/latest-v26.x/api/modules.html#loading-from-the-global-folders
 */
function closeGlobalFolders(): void {
  const folders = (Module as unknown as ModuleLoader)._resolveLookupPaths('any-package', null);
  folders?.splice(0);
}
