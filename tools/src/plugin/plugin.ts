/** The Nx plugin: `"plugins": ["@tscratch/tools/plugin"]` in nx.json infers the targets of every program for Node. */
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import type { CreateNodes, CreateNodesContext, CreateNodesResult } from '@nx/devkit';
import { isRecord } from '../host/configuration/shape.ts';
import { sourcePath } from '../host/tools-folder.ts';
import { findProgram } from './inference/find-main.ts';
import { isWorkspacePackage, parseWorkspaces } from './inference/is-workspace-package.ts';
import type { Input } from './inference/plan-inputs.ts';
import { nameTargets } from './inference/name-targets.ts';
import { planTargets, type PlannedProject, type PluginOptions } from './inference/plan-targets.ts';
import { readFields, readProjectFiles, type ProjectFiles } from './inference/project-files.ts';

export const name = '@tscratch/tools';

/** Only the types of @nx/devkit are used, which a workspace without a plugin of Nx does not have. */
export const createNodes: CreateNodes<PluginOptions> = [
  '**/{project,package}.json',
  (files, options = {}, context) => {
    const workspace = readWorkspace(context);
    return files.map((file) => [file, inferProject(file, options, workspace)]);
  },
];

type Context = Pick<CreateNodesContext, 'workspaceRoot' | 'nxJsonConfiguration'>;

interface Workspace extends Context {
  /** Whether Nx has a project in the folder of the workspace itself. */
  readonly isProject: boolean;
  /** Folders with packages, as the package manager finds them. */
  readonly patterns: readonly string[];
}

/** Reads what all projects of a workspace share, once. */
export function readWorkspace({ workspaceRoot, nxJsonConfiguration }: Context): Workspace {
  const read = (path: string): string => {
    const target = join(workspaceRoot, path);
    return existsSync(target) ? readFileSync(target, 'utf8') : '';
  };
  const manifest = readFields(read('package.json'));
  return {
    workspaceRoot,
    nxJsonConfiguration,
    isProject: 'nx' in manifest || !('workspaces' in manifest),
    patterns: parseWorkspaces(manifest, read('pnpm-workspace.yaml')),
  };
}

/** Infers the targets of the project of a file; a project with both files has them from its project.json. */
export function inferProject(
  file: string,
  options: PluginOptions,
  workspace: Workspace,
): CreateNodesResult {
  const { workspaceRoot } = workspace;
  const folder = dirname(file);
  const hasProject = existsSync(join(workspaceRoot, folder, 'project.json'));
  if (basename(file) === 'package.json' && (hasProject || !isProject(folder, workspace))) return {};
  const files = readProjectFiles(workspaceRoot, folder);
  const program = findProgram(files);
  if (program === undefined) return {};
  const project = {
    ...program,
    folder,
    name: nameProject(files, workspaceRoot),
    names: nameTargets(files, options.targetNames),
    ...readOrigin(files, workspace),
    sources: [...selectSources(workspace), ...selectIncluded(files, workspace)],
    tools: selectTools(workspace),
  };
  return { projects: { [folder]: { targets: planTargets(project, options.outputPath) } } };
}

/** Tells whether Nx has a project in a folder without a project.json. */
function isProject(folder: string, workspace: Workspace): boolean {
  return folder === '.' ? workspace.isProject : isWorkspacePackage(folder, workspace.patterns);
}

function nameProject({ folder, projectJson, packageJson }: ProjectFiles, root: string): string {
  const named = projectJson.name ?? packageJson.nx?.name ?? packageJson.name;
  return named ?? basename(folder === '.' ? root : folder);
}

/** What is bundled, by the nearest file that says so. A wrong option is a message of the build, not of the graph. */
function readOrigin(
  files: ProjectFiles,
  workspace: Workspace,
): Pick<PlannedProject, 'from' | 'isReady'> {
  const declared = listObjects(files, workspace);
  const { from, entry } = Object.assign({}, ...declared) as Record<'from' | 'entry', unknown>;
  return { from: typeof from === 'string' ? from : undefined, isReady: entry === 'tree' };
}

/** Lists the objects `tscratch`, the nearest one last. */
function listObjects(
  { projectJson, packageJson }: ProjectFiles,
  { nxJsonConfiguration }: Workspace,
): readonly Readonly<Record<string, unknown>>[] {
  const files: readonly object[] = [nxJsonConfiguration, projectJson, packageJson];
  return files.map((file) => ('tscratch' in file && isRecord(file.tscratch) ? file.tscratch : {}));
}

/** Included files by their content: Nx does not see those that git ignores, or that are in no project. */
function selectIncluded(files: ProjectFiles, workspace: Workspace): readonly Input[] {
  if (!listObjects(files, workspace).some(({ include }) => include !== undefined)) return [];
  const script = sourcePath(join(import.meta.dirname, 'inference'), 'print-included');
  const words = [relative(workspace.workspaceRoot, script), files.folder];
  return [{ runtime: `node ${words.map((word) => JSON.stringify(word)).join(' ')}` }];
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
