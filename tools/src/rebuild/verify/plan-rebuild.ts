import type { Engine } from '../container/find-engine.ts';
import { renderMount } from '../container/plan-container-build.ts';
import type { Command, Step } from '../container/step.ts';
import type { SourceState } from '../../host/read-source-state.ts';
import type { Condition } from './condition.ts';

/** The inputs of a rebuild. All paths are absolute. */
export interface Rebuild {
  /** Nx targets, one after the other: `project:target`. */
  readonly targets: readonly string[];
  /** Files and folders to compare, relative to the workspace. */
  readonly files: readonly string[];
  readonly source: SourceState;
  /** A copy of the sources, without their dependencies. */
  readonly sourceFolder: string;
  /** `node_modules` for the sources, on this host. */
  readonly modulesFolder: string;
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
  const { temporaryFolder, modulesFolder, isSameDisk, sourceFolder, scriptPath, path } = rebuild;
  const folder = `${temporaryFolder}/${condition.folder}`;
  const link = isSameDisk ? ['--link'] : [];
  const variables = listVariables(condition, rebuild, temporaryFolder);
  const oneCore = condition.cores === 'one' ? ['taskset', '--cpu-list', '0'] : [];
  const emulator =
    condition.processor === 'emulated' ? [`EMULATOR=${rebuild.emulatorPath ?? ''}`] : [];
  const start = ['--ignore-environment', `PATH=${path}`, ...variables, ...emulator, ...oneCore];
  return [
    { purpose: 'create a folder', command: ['mkdir', '--parents', folder] },
    {
      purpose: 'copy the dependencies',
      command: ['cp', '--archive', ...link, modulesFolder, `${folder}/node_modules`],
    },
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

function listBuild({ umask, order }: Condition, { targets, files }: Rebuild): readonly string[] {
  return [umask, order, targets.join(','), ...files];
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
