import { join } from 'node:path';
import type { TargetConfiguration } from '@nx/devkit';
import { nameArtefact } from '../../host/name-artefact.ts';
import { describeTarget } from './describe-target.ts';
import { planInputs, type Input } from './plan-inputs.ts';
import type { TargetNames } from './target-names.ts';

/** Options of the plugin in nx.json. */
export interface PluginOptions {
  /** Other names of targets. */
  readonly targetNames?: Partial<TargetNames>;
  /** Folder of the artefacts of a project. Default: dist/tscratch/{projectRoot}. */
  readonly outputPath?: string;
}

/** Not the output folder of the project's own `build`, which many bundlers empty. */
const OUTPUT_PATH = 'dist/tscratch/{projectRoot}';

export interface PlannedProject {
  readonly name: string;
  /** Relative to the workspace. */
  readonly folder: string;
  readonly names: TargetNames;
  readonly main: string | undefined;
  /** The target whose output is bundled, if not the sources are. */
  readonly from: string | undefined;
  /** A ready folder is the program: git ignores it, and so Nx does not see what is in it. */
  readonly isReady: boolean;
  /** Inputs that stand for the sources: `production` if the workspace has that. */
  readonly sources: readonly Input[];
  /** Inputs that stand for the tools themselves. */
  readonly tools: readonly Input[];
}

/** Plans the targets of a program. What they build is in its configuration; here is only where, and when. */
export function planTargets(
  project: PlannedProject,
  outputPath?: string,
): Record<string, TargetConfiguration> {
  const { names } = project;
  const paths = planPaths(project, outputPath);
  const plan = (kind: keyof TargetNames, target: TargetConfiguration) =>
    [
      names[kind],
      { ...target, metadata: describeTarget(kind, project.name, names[kind]) },
    ] as const;
  return Object.fromEntries([
    plan('bundle', planBundle(project, paths)),
    plan('sbom', planSbom(project, paths, names)),
    plan('binary', planBinary(project, paths, names)),
    plan('image', planImage(project, paths, names)),
    plan('package', planPackage(project, paths, names)),
    plan('plan', planDryRun(paths, names)),
    plan('verify', planVerify(project, paths, names)),
    plan('publish', planPublish(paths, names)),
    plan('symbolicate', planSymbolicate(paths, names)),
  ]);
}

/** Where the artefacts of a project are, relative to the workspace. */
export interface Paths {
  readonly output: string;
  readonly bundle: string;
  readonly sbom: string;
  readonly binary: string;
}

export function planPaths(
  { name, folder }: Pick<PlannedProject, 'name' | 'folder'>,
  outputPath = OUTPUT_PATH,
): Paths {
  const output = join(
    outputPath.replaceAll('{projectRoot}', folder).replaceAll('{projectName}', name),
  );
  return {
    output,
    bundle: join(output, 'bundle'),
    sbom: join(output, 'sbom'),
    binary: join(output, nameArtefact(name)),
  };
}

/** The output of a target, also where a caller names another one: Nx restores from its cache what is declared. */
const OUTPUT = '{options.outputPath}';

function planBundle(project: PlannedProject, { bundle }: Paths): TargetConfiguration {
  const { main, from, isReady } = project;
  return {
    executor: '@tscratch/tools:bundle',
    cache: !isReady || from !== undefined,
    ...(from !== undefined && { dependsOn: [from] }),
    inputs: planInputs('bundle', project),
    outputs: [OUTPUT],
    options: { ...(main !== undefined && { main }), outputPath: bundle },
    configurations: { development: { sourcemap: true }, production: {} },
    defaultConfiguration: 'production',
  };
}

function planSbom(
  project: PlannedProject,
  { bundle, sbom }: Paths,
  names: TargetNames,
): TargetConfiguration {
  return {
    executor: '@tscratch/tools:sbom',
    cache: true,
    dependsOn: [names.bundle],
    inputs: planInputs('sbom', project),
    outputs: [OUTPUT],
    options: { outputPath: sbom, metafilePath: join(bundle, 'meta.json') },
  };
}

/** What binary and image are made of. */
function listParts({ bundle, sbom }: Paths) {
  return { bundlePath: join(bundle, 'main.cjs'), sbomPath: sbom };
}

function planBinary(
  project: PlannedProject,
  paths: Paths,
  names: TargetNames,
): TargetConfiguration {
  return {
    executor: '@tscratch/tools:binary',
    cache: true,
    dependsOn: [names.bundle, names.sbom],
    inputs: planInputs('binary', project),
    outputs: [OUTPUT],
    options: { outputPath: paths.binary, ...listParts(paths) },
  };
}

const IMAGE_OUTPUTS = [
  'image.tar',
  'image.digest',
  'image.env',
  'image.intoto.json',
  'layers',
  'rootfs',
];

function planImage(project: PlannedProject, paths: Paths, names: TargetNames): TargetConfiguration {
  return {
    executor: '@tscratch/tools:image',
    cache: true,
    dependsOn: [names.bundle, names.sbom],
    inputs: planInputs('image', project),
    outputs: IMAGE_OUTPUTS.map((name) => `${OUTPUT}/${name}`),
    options: { outputPath: paths.output, ...listParts(paths) },
  };
}

function planPackage(
  project: PlannedProject,
  paths: Paths,
  names: TargetNames,
): TargetConfiguration {
  const outputPath = join(paths.output, 'package');
  return {
    executor: '@tscratch/tools:package',
    cache: true,
    dependsOn: [names.binary, names.sbom],
    inputs: planInputs('package', project),
    outputs: [OUTPUT],
    options: { outputPath, programPath: paths.binary, sbomPath: paths.sbom },
  };
}

/** The plan of the executable: its segments, libraries and sizes, without a file. */
function planDryRun(paths: Paths, names: TargetNames): TargetConfiguration {
  return {
    executor: '@tscratch/tools:binary',
    cache: false,
    dependsOn: [names.bundle, names.sbom],
    options: { outputPath: paths.binary, ...listParts(paths), dryRun: true },
  };
}

/** The name in the registry comes with the run: it has the version. */
function planPublish({ output, sbom }: Paths, names: TargetNames): TargetConfiguration {
  return {
    executor: '@tscratch/tools:publish',
    cache: false,
    dependsOn: [names.image],
    options: {
      imagePath: join(output, 'image.tar'),
      sbomPath: sbom,
      attach: [join(output, 'image.intoto.json')],
    },
  };
}

/** The bundle has the same bytes and the same map wherever its commit is bundled. */
function planSymbolicate({ bundle }: Paths, names: TargetNames): TargetConfiguration {
  return {
    executor: '@tscratch/tools:symbolicate',
    cache: false,
    dependsOn: [names.bundle],
    options: { mapPath: join(bundle, 'main.cjs.map') },
  };
}

function planVerify(
  { name }: PlannedProject,
  { output, binary }: Paths,
  names: TargetNames,
): TargetConfiguration {
  return {
    executor: '@tscratch/tools:verify',
    cache: false,
    options: {
      targets: [`${name}:${names.binary}`, `${name}:${names.image}`],
      files: [binary, join(output, 'image.tar'), join(output, 'image.digest')],
    },
  };
}
