import { chmodSync, lstatSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes an empty folder beside the one that it is to replace: what is written there and fails
 * half-way has touched nothing, and one rename(2) ends it, as both are on one file system.
 */
export function createStagingFolder(folder: string): string {
  mkdirSync(dirname(folder), { recursive: true });
  const beside = mkdtempSync(`${folder}.writing-`);
  chmodSync(beside, 0o755); // mkdtemp(3) makes it 0700
  return beside;
}

/**
 * Puts a file or folder in the place of an old one on the same file system, which is gone after that.
 * A file takes the place of a file at once: who reads it, or ends this process, finds one of the two.
 */
export function replacePath(path: string, replacement: string): void {
  const both = [lstatSync(replacement), lstatSync(path, { throwIfNoEntry: false })];
  if (both.some((one) => one?.isDirectory())) rmSync(path, { recursive: true, force: true });
  renameSync(replacement, path);
}
