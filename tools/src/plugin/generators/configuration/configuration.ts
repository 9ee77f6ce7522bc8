import { formatFiles, readJson, readProjectConfiguration, updateJson, type Tree } from '@nx/devkit';
import { join } from 'node:path/posix';
import { checkOptions } from '../../../host/configuration/check-options.ts';
import { isRecord } from '../../../host/configuration/shape.ts';

export interface ConfigurationOptions {
  readonly project: string;
  readonly main?: string;
  readonly from?: string;
  /** A path, or `none`. */
  readonly health?: string;
  readonly ports?: readonly number[];
  readonly include?: readonly string[];
  readonly locales?: readonly string[];
  readonly skipFormat?: boolean;
}

/**
 * Writes what a project says about its artefacts: the object `tscratch` of the file that has it, else of its
 * project.json, or of its package.json if it has only that. Fields that are there and not given stay.
 *
 * @throws {Fault} `CONFIGURATION` for values that a build would refuse; nothing is written then.
 */
export default async function configure(tree: Tree, options: ConfigurationOptions): Promise<void> {
  const { root } = readProjectConfiguration(tree, options.project);
  const path = findFile(tree, root);
  if (!tree.exists(path)) tree.write(path, '{}');
  const given = selectFields(options);
  checkOptions([{ path, options: given }]);
  updateJson(tree, path, (json: Readonly<Record<string, unknown>>) => ({
    ...json,
    tscratch: { ...(isRecord(json['tscratch']) && json['tscratch']), ...given },
  }));
  if (options.skipFormat !== true) await formatFiles(tree);
}

/** If both files have the object, package.json wins in a build. */
function findFile(tree: Tree, root: string): string {
  const [own, npm] = [join(root, 'project.json'), join(root, 'package.json')];
  const files = [own, npm].filter((path) => tree.exists(path));
  const withObject = files.filter((path) => 'tscratch' in readJson<object>(tree, path));
  return withObject.at(-1) ?? files[0] ?? own;
}

/** An empty answer to a prompt is none. */
function selectFields({ health, ...options }: ConfigurationOptions): Record<string, unknown> {
  const { main, from, ports, include, locales } = options;
  const fields = {
    main,
    from,
    health: health === 'none' ? false : health,
    ports,
    include,
    locales,
  };
  const given = Object.entries(fields).filter(([, value]) => value !== undefined && value !== '');
  return Object.fromEntries(given.filter(([, value]) => !Array.isArray(value) || value.length > 0));
}
