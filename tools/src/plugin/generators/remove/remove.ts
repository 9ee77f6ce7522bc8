import {
  formatFiles,
  getProjects,
  readJson,
  readNxJson,
  removeDependenciesFromPackageJson,
  updateJson,
  updateNxJson,
  type GeneratorCallback,
  type NxJsonConfiguration,
  type Tree,
} from '@nx/devkit';
import { join } from 'node:path/posix';
import { hasPlugin, isOurs } from '../init/init.ts';

export interface RemoveOptions {
  /** Remove the objects `tscratch` of projects, too. */
  readonly configuration?: boolean;
  readonly skipFormat?: boolean;
}

/**
 * Undoes what `init` and `configuration` have written. Files of `deploy` and applications stay, and so does every
 * file that has nothing of it.
 */
export default async function remove(
  tree: Tree,
  options: RemoveOptions,
): Promise<GeneratorCallback> {
  const nxJson = readNxJson(tree) ?? {};
  if (hasPlugin(nxJson)) updateNxJson(tree, removePlugin(nxJson));
  const install = removeDependenciesFromPackageJson(tree, [PACKAGE], [PACKAGE]);
  if (options.configuration === true) removeObjects(tree);
  if (options.skipFormat !== true) await formatFiles(tree);
  return install;
}

const PACKAGE = '@tscratch/tools';

function removePlugin(nxJson: NxJsonConfiguration): NxJsonConfiguration {
  const others = nxJson.plugins?.filter((entry) => !isOurs(entry)) ?? [];
  if (others.length > 0) return { ...nxJson, plugins: others };
  return Object.fromEntries(Object.entries(nxJson).filter(([name]) => name !== 'plugins'));
}

function removeObjects(tree: Tree): void {
  const folders = [...getProjects(tree).values()].map(({ root }) => root);
  const paths = folders.flatMap((folder) => [
    join(folder, 'project.json'),
    join(folder, 'package.json'),
  ]);
  const files = ['nx.json', 'package.json', ...paths].filter((path) => tree.exists(path));
  for (const path of files.filter((each) => 'tscratch' in readJson<object>(tree, each)))
    updateJson(tree, path, (fields: object) =>
      Object.fromEntries(Object.entries(fields).filter(([name]) => name !== 'tscratch')),
    );
}
