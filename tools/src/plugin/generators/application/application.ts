import {
  addDependenciesToPackageJson,
  addProjectConfiguration,
  formatFiles,
  getProjects,
  readNxJson,
  runTasksInSerial,
  type GeneratorCallback,
  type TargetConfiguration,
  type Tree,
} from '@nx/devkit';
import { join } from 'node:path/posix';
import { Fault } from '../../../host/faults/fault.ts';
import { nameArtefact } from '../../../host/name-artefact.ts';
import init, { hasPlugin } from '../init/init.ts';
import { PACKAGES, TOOLS, type Framework } from './render-main.ts';
import { renderFiles, type Application } from './render-files.ts';

export interface ApplicationOptions {
  readonly name: string;
  readonly framework?: Framework;
  /** By default apps/NAME. */
  readonly directory?: string;
  readonly skipFormat?: boolean;
  readonly skipPackageJson?: boolean;
}

/**
 * Writes a server with a unit test, an e2e test of the executable, and `serve`; its artefacts are inferred.
 *
 * @throws {Fault} `PROJECT_EXISTS`, `PROJECT_NAME`; nothing is written then.
 */
export default async function createApplication(
  tree: Tree,
  options: ApplicationOptions,
): Promise<GeneratorCallback> {
  const { name, framework = 'express', directory } = options;
  if (nameArtefact(name) !== name)
    throw new Fault('PROJECT_NAME', { name, possible: nameArtefact(name) });
  const folder = directory ?? join('apps', name);
  if (getProjects(tree).has(name) || tree.exists(folder))
    throw new Fault('PROJECT_EXISTS', { name, folder });
  if (!hasPlugin(readNxJson(tree) ?? {})) await init(tree, { skipFormat: true });
  const application: Application = { name, folder, framework };
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
        addDependenciesToPackageJson(tree, PACKAGES[framework], {
          '@types/node': '^22.0.0',
          ...TOOLS[framework],
        }),
      );
}

function planTargets(application: Application): Record<string, TargetConfiguration> {
  const { folder } = application;
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
      dependsOn: ['binary'],
      options: { command: runTests('e2e/**/*.test.ts') },
    },
  };
}

/** Node strips types from 22.18 on, but does not compile the decorators of Nest. */
function planServe({ folder, framework }: Application): TargetConfiguration {
  const common = { executor: 'nx:run-commands', continuous: true };
  if (framework !== 'nest')
    return { ...common, options: { command: `node --watch ${join(folder, 'src/main.ts')}` } };
  const bundle = join('dist/tscratch', folder, 'bundle/main.cjs');
  const command = `node --enable-source-maps --watch ${bundle}`;
  return { ...common, dependsOn: ['bundle'], options: { command } };
}
