import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ProgramFile } from './find-included-files.ts';
import type { Tree } from './read-tree.ts';

/**
 * Finds the package.json above a ready folder that has none: its `type` says what Node takes the scripts of
 * the folder for.
 *
 * @param root Folder of the workspace.
 * @returns The file, as the package.json of the folder; none if that does not matter.
 */
export function findScope(root: string, { folder }: Tree): readonly ProgramFile[] {
  const names = folder.split('/');
  const above = names.map((_, index) => join(...names.slice(0, index), '.', 'package.json'));
  const nearest = above.toReversed().find((path) => existsSync(join(root, path)));
  if (nearest === undefined || existsSync(join(root, folder, 'package.json'))) return [];
  return [{ path: 'package.json', source: join(root, nearest) }];
}

/** Renders what the folder has of that package.json. */
export function renderScope({ source }: ProgramFile): Buffer {
  const { type } = JSON.parse(readFileSync(source, 'utf8')) as { type?: unknown };
  return Buffer.from(`${JSON.stringify({ type })}\n`);
}

/** Tells whether a file of the program is that package.json. */
export function isScope(root: string, { folder }: Tree, { path, source }: ProgramFile): boolean {
  return path === 'package.json' && dirname(source) !== join(root, folder);
}
