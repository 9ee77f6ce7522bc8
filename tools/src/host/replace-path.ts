import { chmodSync, lstatSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Creates an empty folder next to the one that it will replace. A failure half-way leaves the old
 * folder untouched, and both are on one file system, so a single rename(2) completes the change.
 */
export function createStagingFolder(folder: string): string {
  mkdirSync(dirname(folder), { recursive: true });
  const beside = mkdtempSync(`${folder}.writing-`);
  chmodSync(beside, 0o755); // mkdtemp(3) makes it 0700
  return beside;
}

/**
 * Replaces a file or folder with another one on the same file system. A file replaces a file
 * atomically: a reader sees either of the two, even if this process is killed.
 */
export function replacePath(path: string, replacement: string): void {
  const both = [lstatSync(replacement), lstatSync(path, { throwIfNoEntry: false })];
  if (both.some((one) => one?.isDirectory())) rmSync(path, { recursive: true, force: true });
  renameSync(replacement, path);
}
