import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createStagingFolder, replacePath } from '../../host/replace-path.ts';
import type { TarEntry } from '../../formats/tar.ts';

/**
 * Writes entries as files below a folder and replaces the folder as a whole: a failure leaves the old one
 * unchanged. Modes are set explicitly, regardless of the umask.
 */
export function writeRootfs(folder: string, entries: readonly TarEntry[]): void {
  const beside = createStagingFolder(folder);
  try {
    for (const entry of entries.toSorted((a, b) => (a.path < b.path ? -1 : 1)))
      writeEntry(beside, entry);
    replacePath(folder, beside);
  } finally {
    rmSync(beside, { recursive: true, force: true });
  }
}

function writeEntry(folder: string, { path, type, mode, bytes, linkTarget }: TarEntry): void {
  const target = join(folder, path);
  if (type === 'symlink') {
    symlinkSync(linkTarget ?? '', target);
    return;
  }
  if (type === 'directory') mkdirSync(target);
  else writeFileSync(target, bytes ?? new Uint8Array());
  chmodSync(target, mode);
}
