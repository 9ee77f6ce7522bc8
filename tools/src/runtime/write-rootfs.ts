import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { TarEntry } from '../tar/tar.ts';

/**
 * Writes entries as files below a folder, replacing it as a whole: written beside it first, so that
 * a failure leaves the old one as it was. Modes are set explicitly: the umask has no say.
 */
export function writeRootfs(folder: string, entries: readonly TarEntry[]): void {
  mkdirSync(dirname(folder), { recursive: true });
  const beside = mkdtempSync(`${folder}.writing-`);
  try {
    chmodSync(beside, 0o755);
    for (const entry of entries.toSorted((a, b) => (a.path < b.path ? -1 : 1)))
      writeEntry(beside, entry);
    rmSync(folder, { recursive: true, force: true });
    renameSync(beside, folder);
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
