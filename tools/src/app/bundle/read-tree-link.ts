import { existsSync, readlinkSync, realpathSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { Fault } from '../../host/faults/fault.ts';
import type { Tree } from './read-tree.ts';

/**
 * Reads where a symlink of a ready folder leads, relative to its own folder. Absolute targets, which pnpm
 * writes on some systems, become relative; a target that does not exist stays as it is, like under Node.
 *
 * @param folder Path of the ready folder.
 * @param path Path of the symlink below it.
 * @throws {Fault} `TREE_LINK` if it leads out of the folder.
 */
export function readTreeLink(folder: string, path: string, { declaredIn }: Tree): string {
  const root = realpathSync(folder);
  const above = dirname(join(root, path));
  const target = resolve(above, readlinkSync(join(root, path)));
  const end = existsSync(target) ? realpathSync(target) : target;
  if (!isInside(root, target) || !isInside(root, end))
    throw new Fault('TREE_LINK', { path, target: end, declaredIn });
  return relative(above, target) || '.';
}

function isInside(root: string, path: string): boolean {
  return path === root || path.startsWith(join(root, '/'));
}
