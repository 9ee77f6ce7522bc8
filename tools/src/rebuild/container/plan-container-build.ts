import type { SourceState } from '../../host/read-source-state.ts';
import type { BuilderImage } from './builder-image.ts';
import type { Engine } from './find-engine.ts';
import type { Command, Step } from './step.ts';

/** What a step in the builder needs. */
export interface BuilderSetup {
  readonly engine: Engine;
  /** Workspace folder on this host, absolute. */
  readonly root: string;
  readonly builder: Pick<BuilderImage, 'reference'>;
  /** Name of the volume with what the lock file names, which stands for that and for the builder. */
  readonly dependencies: string;
  /** PEM file with further certificate authorities: NODE_EXTRA_CA_CERTS of the caller. */
  readonly extraCaFile: string | undefined;
}

export interface ContainerBuild extends BuilderSetup {
  readonly builder: BuilderImage;
  /** Nx target to run inside: `project:target`. */
  readonly target: string;
  /** Folder that the target fills, relative to the workspace. */
  readonly outputPath: string;
  /** Where the result goes on this host, absolute: the tar, and the folder to unpack it into. */
  readonly archivePath: string;
  readonly stagingFolder: string;
  readonly source: SourceState;
}

const EXTRA_CA_FILE = '/etc/ssl/extra-ca.pem';

/**
 * Plans a build of one Nx target in the pinned container. The source is mounted read-only and the
 * result comes back as a tar on standard output. Whoever unpacks a stream owns the files: that is
 * right under a rootful engine, where root in the container is root of the host, under a rootless
 * one, where it is the caller, and under a remote one; no uid is passed around and nothing chowned.
 */
export function planContainerBuild(build: ContainerBuild): readonly Step[] {
  return [planInstall(build), planBuild(build), planUnpack(build)];
}

/** The only container with a network. What it downloads stays in a volume for the next lock file. */
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
    purpose: 'unpack what was built',
    command: ['tar', ...args, `--file=${archivePath}`, `--directory=${stagingFolder}`],
  };
}

function planRun({ engine, root }: BuilderSetup): Command {
  return [
    engine,
    'run',
    '--rm',
    '--init', // as PID 1 a shell would ignore the signals that stop it
    '--security-opt=label=disable', // SELinux: a label that allows the mount would be written to the source
    renderMount('type=bind', `source=${root}`, 'target=/source', 'ro'),
  ];
}

/** Tells the build what it runs in: it cannot look at itself from outside. */
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

/** Renders --mount, whose value is a CSV record: a comma or quote in a path needs quotes (RFC 4180). */
export function renderMount(...fields: readonly string[]): string {
  const quoted = fields.map((field) =>
    /[",]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field,
  );
  return `--mount=${quoted.join(',')}`;
}

function mountDependencies({ dependencies }: BuilderSetup): readonly string[] {
  return [`source=${dependencies}`, 'target=/workspace/node_modules'];
}
