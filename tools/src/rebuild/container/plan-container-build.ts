import type { SourceState } from '../../host/read-source-state.ts';
import type { BuilderImage } from './builder-image.ts';
import type { Engine } from './find-engine.ts';
import { mountNode } from './hand-over-node.ts';
import { listInstaller, type Installer } from './choose-installer.ts';
import { renderMount } from './render-mount.ts';
import type { Command, Step } from './step.ts';

/** The inputs of a step in the builder. */
export interface BuilderSetup {
  readonly engine: Engine;
  /** Absolute path of the workspace on this host. */
  readonly root: string;
  readonly builder: Pick<BuilderImage, 'reference'>;
  /** Name of the volume with the packages; it identifies the lock file and the builder. */
  readonly dependencies: string;
  /** PEM file with further certificate authorities: NODE_EXTRA_CA_CERTS of the caller. */
  readonly extraCaFile: string | undefined;
  readonly installer: Installer;
  /** Folder with the Node that `handOverNode` has put there; undefined where the packages contain it. */
  readonly nodeFolder: string | undefined;
}

export interface ContainerBuild extends BuilderSetup {
  readonly builder: BuilderImage;
  /** Nx target to run inside: `project:target`. */
  readonly target: string;
  /** Folder that the target fills, relative to the workspace. */
  readonly outputPath: string;
  /** Absolute paths on this host for the result: the tar, and the folder to unpack it to. */
  readonly archivePath: string;
  readonly stagingFolder: string;
  readonly source: SourceState;
}

const EXTRA_CA_FILE = '/etc/ssl/extra-ca.pem';

/**
 * Plans a build of one Nx target in the pinned container. The source is mounted read-only and the result
 * comes back as a tar on standard output, so the files belong to the caller who unpacks them. This works
 * with a rootful engine, where root in the container is root of the host, with a rootless one, where it
 * is the caller, and with a remote one, without passing a uid or changing owners.
 */
export function planContainerBuild(build: ContainerBuild): readonly Step[] {
  return [planInstall(build), planBuild(build), planUnpack(build)];
}

/** Plans the only container with a network. A volume keeps its downloads for the next lock file. */
export function planInstall(build: BuilderSetup): Step {
  return {
    purpose: 'install the dependencies',
    command: [
      ...planRun(build),
      renderMount('type=volume', 'source=tscratch-npm-cache', 'target=/root/.npm'),
      renderMount('type=volume', ...mountDependencies(build)),
      ...planExtraCa(build),
      build.builder.reference,
      'install-dependencies',
      ...listInstaller(build.installer),
    ],
  };
}

function planBuild(build: ContainerBuild): Step {
  const { epochSeconds, revision = '' } = build.source;
  return {
    purpose: `build "${build.target}"`,
    command: [
      ...planRun(build),
      '--network=none',
      '--tmpfs=/workspace:exec',
      renderMount('type=volume', ...mountDependencies(build), 'ro'),
      `--env=SOURCE_DATE_EPOCH=${epochSeconds}`,
      `--env=SOURCE_REVISION=${revision}`,
      ...planIdentity(build.builder),
      build.builder.reference,
      'build-target',
      build.target,
      build.outputPath,
    ],
    stdoutPath: build.archivePath,
  };
}

function planUnpack({ archivePath, stagingFolder }: ContainerBuild): Step {
  const args = ['--extract', '--no-same-owner', '--preserve-permissions'];
  return {
    purpose: 'unpack the result',
    command: ['tar', ...args, `--file=${archivePath}`, `--directory=${stagingFolder}`],
  };
}

function planRun({ engine, root, nodeFolder }: BuilderSetup): Command {
  return [
    engine,
    'run',
    '--rm',
    '--init', // as PID 1, a shell would ignore termination signals
    '--security-opt=label=disable', // SELinux: relabelling for the mount would change the source
    renderMount('type=bind', `source=${root}`, 'target=/source', 'ro'),
    ...mountNode(nodeFolder),
  ];
}

/** Passes the identity of the builder to the build, which cannot determine it from inside. */
function planIdentity({ digest, base }: BuilderImage): readonly string[] {
  const known = base === undefined ? [] : [`--env=TSCRATCH_BUILDER_BASE=${base}`];
  return [`--env=TSCRATCH_BUILDER=${digest}`, ...known];
}

function planExtraCa({ extraCaFile }: BuilderSetup): readonly string[] {
  if (extraCaFile === undefined) return [];
  return [
    renderMount('type=bind', `source=${extraCaFile}`, `target=${EXTRA_CA_FILE}`, 'ro'),
    `--env=NODE_EXTRA_CA_CERTS=${EXTRA_CA_FILE}`,
  ];
}

function mountDependencies({ dependencies }: BuilderSetup): readonly string[] {
  return [`source=${dependencies}`, 'target=/workspace/node_modules'];
}
