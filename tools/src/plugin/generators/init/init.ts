import { createRequire } from 'node:module';
import type { NxJsonConfiguration, Tree } from '@nx/devkit';
import { logger } from '../../../host/logger.ts';
import { parseJsonc } from '../../../host/parse-jsonc.ts';

import type { PluginOptions } from '../../inference/plan-targets.ts';

/** The module that infers targets. */
export const PLUGIN = '@tscratch/tools/plugin';

export interface InitOptions {
  readonly skipFormat?: boolean;
}

/**
 * What `nx add @tscratch/tools` runs: one line in nx.json, and nothing else. It does without @nx/devkit, which a workspace
 * has only with another plugin of Nx, except for the format.
 */
export default async function init(tree: Tree, { skipFormat = false }: InitOptions): Promise<void> {
  const nxJson = parseJsonc(tree.read('nx.json', 'utf8') ?? '{}') as NxJsonConfiguration;
  if (hasPlugin(nxJson)) return;
  const changed = { ...nxJson, plugins: [...(nxJson.plugins ?? []), PLUGIN] };
  tree.write('nx.json', `${JSON.stringify(changed, undefined, 2)}\n`);
  if (!hasDevkit()) logger.warn(MISSING);
  else if (!skipFormat)
    await import('@nx/devkit').then(async ({ formatFiles }) => formatFiles(tree));
}

const MISSING =
  'The generators of @tscratch/tools need @nx/devkit, in the version of nx; install it with --save-dev to use them';

/** Tells whether our generators can load it. */
function hasDevkit(): boolean {
  try {
    createRequire(import.meta.url).resolve('@nx/devkit');
    return true;
  } catch {
    return false;
  }
}

/** Tells whether a workspace has the plugin, with or without options. */
export function hasPlugin({ plugins = [] }: NxJsonConfiguration): boolean {
  return plugins.some(isOurs);
}

/** Tells whether an entry of nx.json is this plugin. */
export function isOurs(entry: PluginEntry): boolean {
  return (typeof entry === 'string' ? entry : entry.plugin) === PLUGIN;
}

type PluginEntry = NonNullable<NxJsonConfiguration['plugins']>[number];

/** Reads the options of the plugin; none if the workspace does not have it. */
export function readPluginOptions({ plugins = [] }: NxJsonConfiguration): PluginOptions {
  const entry = plugins.find(isOurs);
  return typeof entry === 'object' ? (entry.options ?? {}) : {};
}
