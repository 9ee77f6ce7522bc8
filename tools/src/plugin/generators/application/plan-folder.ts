import { readJson, readNxJson, type Tree } from '@nx/devkit';
import { join } from 'node:path/posix';
import { Fault } from '../../../host/faults/fault.ts';
import { isWorkspacePackage, parseWorkspaces } from '../../inference/is-workspace-package.ts';

/**
 * Plans the folder of a new project: the one that is given, else one of its name where the workspace has its
 * projects, which is `apps` unless nx.json or the workspaces of the package manager name another.
 *
 * @param directory Relative to the workspace.
 * @throws {Fault} `PROJECT_FOLDER` for one outside the workspace.
 */
export function planFolder(tree: Tree, name: string, directory: string | undefined): string {
  if (directory === undefined) return join(findLayout(tree, name), name);
  const folder = join(directory).replace(/\/$/, '');
  if (!folder.startsWith('/') && folder !== '..' && !folder.startsWith('../')) return folder;
  throw new Fault('PROJECT_FOLDER', { name, directory });
}

function findLayout(tree: Tree, name: string): string {
  const declared = readNxJson(tree)?.workspaceLayout?.appsDir;
  if (declared !== undefined) return declared;
  const manifest = tree.exists('package.json') ? readJson<object>(tree, 'package.json') : {};
  const patterns = parseWorkspaces(manifest, tree.read('pnpm-workspace.yaml', 'utf8') ?? '');
  if (tree.exists('apps') || isWorkspacePackage(join('apps', name), patterns)) return 'apps';
  const [, folder] = patterns.map((each) => /^([^*!]+)\/\*$/.exec(each)).find(Boolean) ?? [];
  return folder ?? 'apps';
}
