import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes an empty folder beside the one that it is to replace: what is written there and fails
 * half-way has touched nothing, and one rename(2) ends it, as both are on one file system.
 */
export function createBeside(folder: string): string {
  mkdirSync(dirname(folder), { recursive: true });
  const beside = mkdtempSync(`${folder}.writing-`);
  chmodSync(beside, 0o755); // mkdtemp(3) makes it 0700
  return beside;
}

/** Puts a file or folder in the place of an old one on the same file system, which is gone after that. */
export function replacePath(path: string, replacement: string): void {
  rmSync(path, { recursive: true, force: true });
  renameSync(replacement, path);
}
