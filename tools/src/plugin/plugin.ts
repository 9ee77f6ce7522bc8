/** The Nx plugin: `"plugins": ["@tscratch/tools/plugin"]` in nx.json infers the targets of every program for Node. */
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import {
  createNodesFromFiles,
  type CreateNodes,
  type CreateNodesContext,
  type CreateNodesResult,
} from '@nx/devkit';
import { isRecord } from '../host/configuration/shape.ts';
import { findProgram } from './inference/find-main.ts';
import { isWorkspacePackage, parseWorkspaces } from './inference/is-workspace-package.ts';
import type { Input } from './inference/plan-inputs.ts';
import { planTargets, type PlannedProject, type PluginOptions } from './inference/plan-targets.ts';
import { readProjectFiles, type ProjectFiles } from './inference/project-files.ts';

export const name = '@tscratch/tools';

export const createNodes: CreateNodes<PluginOptions> = [
  '**/{project,package}.json',
  (files, options, context) =>
    createNodesFromFiles(
      (file, given, { workspaceRoot, nxJsonConfiguration }) =>
        inferProject(file, given ?? {}, { workspaceRoot, nxJsonConfiguration }),
      files,
      options,
      context,
    ),
];

type Workspace = Pick<CreateNodesContext, 'workspaceRoot' | 'nxJsonConfiguration'>;

/** Infers the targets of the project of a file; a project with both files has them from its project.json. */
export function inferProject(
  file: string,
  options: PluginOptions,
  workspace: Workspace,
): CreateNodesResult {
  const { workspaceRoot } = workspace;
  const folder = dirname(file);
  const hasProject = existsSync(join(workspaceRoot, folder, 'project.json'));
  if (basename(file) === 'package.json' && (hasProject || !isProject(folder, workspaceRoot)))
    return {};
  const files = readProjectFiles(workspaceRoot, folder);
  const program = findProgram(files);
  if (program === undefined) return {};
  const project = {
    ...program,
    folder,
    name: nameProject(files, workspaceRoot),
    ...readOrigin(files, workspace),
    sources: selectSources(workspace),
    tools: selectTools(workspace),
  };
  return { projects: { [folder]: { targets: planTargets(project, options) } } };
}

/** Tells whether Nx has a project in a folder without a project.json. */
function isProject(folder: string, workspaceRoot: string): boolean {
  const read = (path: string): string => {
    const target = join(workspaceRoot, path);
    return existsSync(target) ? readFileSync(target, 'utf8') : '';
  };
  const manifest = JSON.parse(read('package.json') || '{}') as Readonly<Record<string, unknown>>;
  if (folder === '.') return 'nx' in manifest || !('workspaces' in manifest);
  return isWorkspacePackage(folder, parseWorkspaces(manifest, read('pnpm-workspace.yaml')));
}

function nameProject({ folder, projectJson, packageJson }: ProjectFiles, root: string): string {
  const named = projectJson.name ?? packageJson.nx?.name ?? packageJson.name;
  return named ?? basename(folder === '.' ? root : folder);
}

/** What is bundled, by the nearest file that says so. A wrong option is a message of the build, not of the graph. */
function readOrigin(
  { projectJson, packageJson }: ProjectFiles,
  { nxJsonConfiguration }: Workspace,
): Pick<PlannedProject, 'from' | 'isReady'> {
  const files: readonly object[] = [nxJsonConfiguration, projectJson, packageJson];
  const declared = files.map((file) =>
    'tscratch' in file && isRecord(file.tscratch) ? file.tscratch : {},
  );
  const { from, entry } = Object.assign({}, ...declared) as Record<'from' | 'entry', unknown>;
  return { from: typeof from === 'string' ? from : undefined, isReady: entry === 'tree' };
}

function selectSources({ nxJsonConfiguration }: Workspace): readonly Input[] {
  const { production } = nxJsonConfiguration.namedInputs ?? {};
  return production === undefined ? ['default', '^default'] : ['production', '^production'];
}

/** An installed package is hashed by its version, and with it everything that it depends on. */
function selectTools({ nxJsonConfiguration }: Workspace): readonly Input[] {
  if (import.meta.dirname.includes('/node_modules/')) return [{ externalDependencies: [name] }];
  return nxJsonConfiguration.namedInputs?.['tools'] === undefined ? [] : ['tools'];
}
