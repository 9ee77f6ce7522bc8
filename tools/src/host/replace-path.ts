import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

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

/**
 * Puts a folder of a cache in its place, unless it is there: another process was faster, its content is the same, and
 * may be in use.
 *
 * @param proof Name of a file that only a complete folder has.
 */
export function keepFolder(folder: string, staging: string, proof: string): void {
  try {
    renameSync(staging, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
    if (!existsSync(join(folder, proof))) replacePath(folder, staging);
  }
}
