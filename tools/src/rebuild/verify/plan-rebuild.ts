import type { Engine } from '../container/find-engine.ts';
import { mountNode, nameNode } from '../container/hand-over-node.ts';
import { renderMount } from '../container/render-mount.ts';
import type { Command, Step } from '../container/step.ts';
import type { SourceState } from '../../host/read-source-state.ts';
import type { Condition } from './condition.ts';

/** The inputs of a rebuild. All paths are absolute. */
export interface Rebuild {
  /** What builds, one after the other, in the folder of the copy. */
  readonly commands: readonly Command[];
  /** Files and folders to compare, relative to the workspace. */
  readonly files: readonly string[];
  readonly source: SourceState;
  /** A copy of the sources, without their dependencies. */
  readonly sourceFolder: string;
  /** Folder on this host whose packages are used. */
  readonly packagesFolder: string;
  /** The folders `node_modules` in it, relative to it. */
  readonly modules: readonly string[];
  /** Folder with the Node that `handOverNode` has put there; undefined where the packages contain it. */
  readonly nodeFolder: string | undefined;
  /** Whether it is on the disk of the temporary folder; then its files are linked, else copied. */
  readonly isSameDisk: boolean;
  /** Path of the build script, next to the Dockerfiles. */
  readonly scriptPath: string;
  /** Empty folder for this build only. */
  readonly temporaryFolder: string;
  /** Folder for the result. */
  readonly resultFolder: string;
  /** PATH of the host. */
  readonly path: string;
  readonly container: ContainerParts | undefined;
  readonly emulatorPath: string | undefined;
}

export interface ContainerParts {
  readonly engine: Engine;
  readonly builderImage: string;
  /** Volume that contains `node_modules`. */
  readonly dependencies: string;
}

/** Plans the steps of one build under a condition; the last step unpacks the files to compare. */
export function planRebuild(condition: Condition, rebuild: Rebuild): readonly Step[] {
  const steps =
    condition.place === 'host'
      ? planHostBuild(condition, rebuild)
      : planContainerBuild(condition, rebuild);
  return [...steps, planUnpack(rebuild)];
}

/** Plans the image for another host; none for this host and the builder. */
export function planPlace(
  condition: Condition,
  { container, scriptPath }: Rebuild,
): readonly Step[] {
  if (condition.place !== 'other release' || container === undefined) return [];
  const folder = scriptPath.slice(0, scriptPath.lastIndexOf('/'));
  const stage = stageOf(condition);
  const args = [
    '--target',
    stage,
    '--tag',
    nameOther(stage),
    '--build-arg',
    `CLOCK=${condition.clock}`,
  ];
  const file = ['--file', `${folder}/other-release.Dockerfile`, folder];
  const command: Command = [container.engine, 'build', ...args, ...file];
  return [{ purpose: 'build the image of another release', command }];
}

function planHostBuild(condition: Condition, rebuild: Rebuild): readonly Step[] {
  const { temporaryFolder, sourceFolder, scriptPath, path } = rebuild;
  const folder = `${temporaryFolder}/${condition.folder}`;
  const variables = [
    ...listVariables(condition, rebuild, temporaryFolder),
    ...nameNode(rebuild.nodeFolder),
  ];
  const oneCore = condition.cores === 'one' ? ['taskset', '--cpu-list', '0'] : [];
  const emulator =
    condition.processor === 'emulated' ? [`EMULATOR=${rebuild.emulatorPath ?? ''}`] : [];
  const start = ['--ignore-environment', `PATH=${path}`, ...variables, ...emulator, ...oneCore];
  return [
    { purpose: 'create a folder', command: ['mkdir', '--parents', folder] },
    ...planPackages(folder, rebuild),
    {
      purpose: `build under the condition "${condition.name}"`,
      command: [
        'env',
        ...start,
        scriptPath,
        sourceFolder,
        folder,
        ...listBuild(condition, rebuild),
      ],
      stdoutPath: archiveOf(rebuild),
    },
  ];
}

/** Plans a copy of every folder of packages. Those of a project in a workspace contain links to those of the workspace. */
function planPackages(
  folder: string,
  { packagesFolder, modules, isSameDisk }: Rebuild,
): readonly Step[] {
  const link = isSameDisk ? ['--link'] : [];
  const purpose = 'copy the dependencies';
  return modules.flatMap((path): readonly Step[] => {
    const copy = ['--archive', ...link, `${packagesFolder}/${path}`, `${folder}/${path}`] as const;
    const above = path.slice(0, path.lastIndexOf('/') + 1);
    const create: Step = { purpose, command: ['mkdir', '--parents', `${folder}/${above}`] };
    return [...(above === '' ? [] : [create]), { purpose, command: ['cp', ...copy] }];
  });
}

function planContainerBuild(condition: Condition, rebuild: Rebuild): readonly Step[] {
  const { container, sourceFolder, scriptPath } = rebuild;
  if (container === undefined) return [];
  const { engine, builderImage, dependencies } = container;
  const image = condition.place === 'container' ? builderImage : nameOther(stageOf(condition));
  const modules = `target=${condition.folder}/node_modules`;
  const variables = listVariables(condition, rebuild, '/tmp');
  const command: Command = [
    engine,
    'run',
    '--rm',
    '--init',
    '--security-opt=label=disable',
    '--network=none',
    `--user=${condition.user}`,
    `--hostname=${condition.hostName}`,
    ...(condition.cores === 'one' ? ['--cpuset-cpus=0'] : []),
    `--tmpfs=${condition.folder}:exec,mode=1777`,
    renderMount('type=bind', `source=${sourceFolder}`, 'target=/source', 'ro'),
    renderMount('type=bind', `source=${scriptPath}`, 'target=/usr/local/bin/build-copy', 'ro'),
    renderMount('type=volume', `source=${dependencies}`, modules, 'ro'),
    ...mountNode(rebuild.nodeFolder),
    ...variables.map((variable) => `--env=${variable}`),
    image,
    'build-copy',
    '/source',
    condition.folder,
    ...listBuild(condition, rebuild),
  ];
  const purpose = `build under the condition "${condition.name}"`;
  return [{ purpose, command, stdoutPath: archiveOf(rebuild) }];
}

function planUnpack(rebuild: Rebuild): Step {
  const args = [`--file=${archiveOf(rebuild)}`, `--directory=${rebuild.resultFolder}`];
  return {
    purpose: 'unpack the result',
    command: ['tar', '--extract', '--no-same-owner', ...args],
  };
}

/** As for `find -exec`: a semicolon ends each command. */
function listBuild({ umask, order }: Condition, { commands, files }: Rebuild): readonly string[] {
  return [umask, order, ...commands.flatMap((command) => ['run', ...command, ';']), ...files];
}

/** Lists all variables of the build except PATH. */
function listVariables(
  condition: Condition,
  { source }: Rebuild,
  folder: string,
): readonly string[] {
  return [
    `HOME=${folder}/${condition.home}`,
    `TMPDIR=${folder}/tmp`,
    `TZ=${condition.timeZone}`,
    `LANG=${condition.locale}`,
    `LC_ALL=${condition.locale}`,
    `SOURCE_DATE_EPOCH=${source.epochSeconds}`,
    `SOURCE_REVISION=${source.revision ?? ''}`,
    'NX_DAEMON=false',
    'NX_ISOLATE_PLUGINS=false',
    ...condition.noise,
  ];
}

function archiveOf({ resultFolder }: Rebuild): string {
  return `${resultFolder}.tar`;
}

function stageOf({ clock }: Condition): string {
  return clock === 'true' ? 'other-release' : 'other-clock';
}

function nameOther(stage: string): string {
  return `tscratch-verify:${stage}`;
}
