import { copyFileSync, mkdirSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

/** Paths of the files to mount, by their names in the volume. */
export type VolumeFiles = Readonly<Record<string, string>>;

/**
 * Replaces the files of a volume in one step, as the kubelet does for a Secret or a ConfigMap: each is a
 * link through `..data`, which is a link to a folder with a new name for each content.
 */
export function mountFiles(volume: string, content: string, files: VolumeFiles): void {
  mkdirSync(join(volume, content), { recursive: true });
  for (const [name, path] of Object.entries(files)) {
    copyFileSync(path, join(volume, content, name));
    symlinkSync(join('..data', name), join(volume, `new-${name}`));
    renameSync(join(volume, `new-${name}`), join(volume, name));
  }
  symlinkSync(content, join(volume, '..data_tmp'));
  renameSync(join(volume, '..data_tmp'), join(volume, '..data'));
}
