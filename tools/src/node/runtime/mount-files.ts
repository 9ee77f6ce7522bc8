import type { VirtualFileSystemModule } from './node-vfs.ts';
import { PackProvider } from './pack-provider.ts';

/**
 * Mounts the files of an app in this thread. Node mounts at places that cannot exist on a disk, and the first
 * mount of each thread has the same path.
 *
 * @param read Returns the pack; called at the first access to a file.
 * @returns The folder of the app: `/dev/null/vfs/1`.
 */
export function mountFiles(read: () => Uint8Array): string {
  const vfs = process.getBuiltinModule('node:vfs') as unknown as VirtualFileSystemModule;
  // A class that says what it extends would load `node:vfs` for apps without files, which have no option for it.
  Object.setPrototypeOf(PackProvider.prototype, vfs.VirtualProvider.prototype as object);
  const provider = new PackProvider(vfs, read);
  const mounted = new vfs.VirtualFileSystem(provider, { emitExperimentalWarning: false });
  provider.root = mounted.mount();
  return provider.root;
}
