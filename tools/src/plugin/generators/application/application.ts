import {
  addDependenciesToPackageJson,
  addProjectConfiguration,
  formatFiles,
  getProjects,
  readJson,
  readNxJson,
  runTasksInSerial,
  type GeneratorCallback,
  type TargetConfiguration,
  type Tree,
} from '@nx/devkit';
import { join } from 'node:path/posix';
import { Fault } from '../../../host/faults/fault.ts';
import { nameArtefact } from '../../../host/name-artefact.ts';
import { planPaths } from '../../inference/plan-targets.ts';
import { TARGET_NAMES } from '../../inference/target-names.ts';
import init, { hasPlugin, readPluginOptions } from '../init/init.ts';
import { planFolder } from './plan-folder.ts';
import { PACKAGES, TOOLS, type Framework } from './render-main.ts';
import { renderFiles, type Application } from './render-files.ts';

export interface ApplicationOptions {
  readonly name: string;
  readonly framework?: Framework;
  /** By default below the folder where the workspace has its projects. */
  readonly directory?: string;
  readonly skipFormat?: boolean;
  readonly skipPackageJson?: boolean;
}

/**
 * Writes a server with a unit test, an e2e test of the executable, and `serve`; its artefacts are inferred.
 *
 * @throws {Fault} `PROJECT_EXISTS`, `PROJECT_FOLDER`, `PROJECT_NAME`; nothing is written then.
 */
export default async function createApplication(
  tree: Tree,
  options: ApplicationOptions,
): Promise<GeneratorCallback> {
  const { name, framework = 'express', directory } = options;
  if (nameArtefact(name) !== name)
    throw new Fault('PROJECT_NAME', { name, possible: nameArtefact(name) });
  const folder = planFolder(tree, name, directory);
  if (getProjects(tree).has(name) || tree.exists(folder))
    throw new Fault('PROJECT_EXISTS', { name, folder });
  if (!hasPlugin(readNxJson(tree) ?? {})) await init(tree, { skipFormat: true });
  const application = describeApplication(tree, { name, folder, framework });
  addProjectConfiguration(tree, name, {
    root: folder,
    projectType: 'application',
    sourceRoot: join(folder, 'src'),
    targets: planTargets(application),
  });
  for (const [path, text] of renderFiles(application)) tree.write(join(folder, path), text);
  if (options.skipFormat !== true) await formatFiles(tree);
  return options.skipPackageJson === true
    ? () => undefined
    : runTasksInSerial(
        addDependenciesToPackageJson(
          tree,
          PACKAGES[framework],
          { '@types/node': '^22.0.0', ...TOOLS[framework] },
          'package.json',
          true, // other projects may need the versions that are there
        ),
      );
}

function describeApplication(
  tree: Tree,
  project: Pick<Application, 'name' | 'folder' | 'framework'>,
): Application {
  const { targetNames, outputPath } = readPluginOptions(readNxJson(tree) ?? {});
  const { references } = tree.exists('tsconfig.json')
    ? readJson<{ references?: unknown }>(tree, 'tsconfig.json')
    : {};
  return {
    ...project,
    paths: planPaths(project, outputPath),
    targetNames: { ...TARGET_NAMES, ...targetNames },
    isReferenced: Array.isArray(references),
  };
}

function planTargets(application: Application): Record<string, TargetConfiguration> {
  const { folder, targetNames } = application;
  const runTests = (pattern: string) => `node --test "${join(folder, pattern)}"`;
  return {
    serve: planServe(application),
    test: {
      executor: 'nx:run-commands',
      cache: true,
      inputs: ['default'],
      options: { command: runTests('src/**/*.test.ts') },
    },
    e2e: {
      executor: 'nx:run-commands',
      dependsOn: [targetNames.binary],
      options: { command: runTests('e2e/**/*.test.ts') },
    },
  };
}

/** Node strips types from 22.18 on, but does not compile the decorators of Nest. */
function planServe(application: Application): TargetConfiguration {
  const { folder, framework, paths, targetNames } = application;
  const common = { executor: 'nx:run-commands', continuous: true };
  if (framework !== 'nest')
    return { ...common, options: { command: `node --watch "${join(folder, 'src/main.ts')}"` } };
  const command = `node --enable-source-maps --watch "${join(paths.bundle, 'main.cjs')}"`;
  return { ...common, dependsOn: [targetNames.bundle], options: { command } };
}
