import {
  formatFiles,
  readNxJson,
  updateNxJson,
  type NxJsonConfiguration,
  type Tree,
} from '@nx/devkit';

/** The module that infers targets. */
export const PLUGIN = '@tscratch/tools/plugin';

export interface InitOptions {
  readonly skipFormat?: boolean;
}

/** What `nx add @tscratch/tools` runs: one line in nx.json, and nothing else. */
export default async function init(tree: Tree, { skipFormat = false }: InitOptions): Promise<void> {
  const nxJson = readNxJson(tree) ?? {};
  if (hasPlugin(nxJson)) return;
  updateNxJson(tree, { ...nxJson, plugins: [...(nxJson.plugins ?? []), PLUGIN] });
  if (!skipFormat) await formatFiles(tree);
}

/** Tells whether a workspace has the plugin, with or without options. */
export function hasPlugin({ plugins = [] }: NxJsonConfiguration): boolean {
  return plugins.some((entry) => (typeof entry === 'string' ? entry : entry.plugin) === PLUGIN);
}
