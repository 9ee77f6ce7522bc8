import { chmodSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Lets every user read a folder: containers have other users, from whom a umask may have hidden files. */
export function showFolder(folder: string): void {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted();
  for (const path of [folder, ...names.map((name) => join(folder, name))]) show(path);
}

function show(path: string): void {
  const stats = lstatSync(path);
  if (stats.isSymbolicLink()) return;
  const isExecutable = stats.isDirectory() || (stats.mode & 0o100) !== 0;
  chmodSync(path, (stats.mode & 0o777) | (isExecutable ? 0o555 : 0o444));
}
