import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The absolute path that a caller of `fs` means; undefined for what `fs` rejects. */
export function pathOf(given: unknown): string | undefined {
  if (typeof given === 'string') return resolve(given);
  if (given instanceof URL) return given.protocol === 'file:' ? fileURLToPath(given) : undefined;
  return Buffer.isBuffer(given) ? resolve(given.toString()) : undefined;
}

/** Tells whether a path is the root of the app's files, or below it. */
export function isBelow(root: string, path: string | undefined): path is string {
  return path === root || path?.startsWith(join(root, '/')) === true;
}
