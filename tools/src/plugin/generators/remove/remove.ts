import {
  formatFiles,
  getProjects,
  readNxJson,
  removeDependenciesFromPackageJson,
  updateJson,
  updateNxJson,
  type Tree,
} from '@nx/devkit';
import { join } from 'node:path/posix';
import { PLUGIN } from '../init/init.ts';

export interface RemoveOptions {
  /** Remove the objects `tscratch` of projects, too. */
  readonly configuration?: boolean;
  readonly skipFormat?: boolean;
}

/** Undoes what `init` and `configuration` have written. Files of `deploy` and applications stay. */
export default async function remove(tree: Tree, options: RemoveOptions): Promise<void> {
  const { plugins = [], ...nxJson } = readNxJson(tree) ?? {};
  const others = plugins.filter(
    (entry) => (typeof entry === 'string' ? entry : entry.plugin) !== PLUGIN,
  );
  updateNxJson(tree, { ...nxJson, ...(others.length > 0 && { plugins: others }) });
  removeDependenciesFromPackageJson(tree, [], ['@tscratch/tools']);
  if (options.configuration === true) removeObjects(tree);
  if (options.skipFormat !== true) await formatFiles(tree);
}

function removeObjects(tree: Tree): void {
  const folders = [...getProjects(tree).values()].map(({ root }) => root);
  const paths = ['.', ...folders].flatMap((folder) => [
    join(folder, 'nx.json'),
    join(folder, 'project.json'),
    join(folder, 'package.json'),
  ]);
  for (const path of paths.filter((candidate) => tree.exists(candidate)))
    updateJson(tree, path, (fields: object) =>
      Object.fromEntries(Object.entries(fields).filter(([name]) => name !== 'tscratch')),
    );
}
