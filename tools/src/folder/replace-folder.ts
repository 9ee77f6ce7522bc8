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

/** Puts a folder made by `createBeside` in the place of the old one, which is gone after that. */
export function replaceFolder(folder: string, beside: string): void {
  rmSync(folder, { recursive: true, force: true });
  renameSync(beside, folder);
}
