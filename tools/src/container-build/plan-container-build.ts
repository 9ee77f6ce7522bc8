import type { Source } from '../source/read-source.ts';
import type { Engine } from './find-engine.ts';

/** A program and its arguments, as the kernel takes them: no shell reads them. */
export type Command = readonly [program: string, ...args: string[]];

export interface Step {
  /** What the step does, as a message says it after "Cannot". */
  readonly purpose: string;
  readonly command: Command;
  /** File that takes what the command writes to standard output; the terminal does without one. */
  readonly stdoutPath?: string;
}

export interface ContainerBuild {
  readonly engine: Engine;
  /** Workspace folder on this host, absolute. */
  readonly root: string;
  readonly builder: Builder;
  /** Nx target to run inside: `project:target`. */
  readonly target: string;
  /** Folder that the target fills, relative to the workspace. */
  readonly outputPath: string;
  /** Where the result goes on this host, absolute: the tar, and the folder to unpack it into. */
  readonly archivePath: string;
  readonly stagingFolder: string;
  readonly source: Source;
  /** PEM file with further certificate authorities: NODE_EXTRA_CA_CERTS of the caller. */
  readonly extraCaFile: string | undefined;
}

/** The builder image and what is installed in it, each under a key that stands for its content. */
export interface Builder {
  /** Folder of builder.Dockerfile, absolute: all that the engine sees when it makes the image. */
  readonly folder: string;
  readonly imageKey: string;
  /** Changes with the image and the lock file. */
  readonly dependenciesKey: string;
}

const EXTRA_CA_FILE = '/etc/ssl/extra-ca.pem';

/**
 * Plans a build of one Nx target in the pinned container. The source is mounted read-only and the
 * result comes back as a tar on standard output. Whoever unpacks a stream owns the files: that is
 * right under a rootful engine, where root in the container is root of the host, under a rootless
 * one, where it is the caller, and under a remote one; no uid is passed around and nothing chowned.
 */
export function planContainerBuild(build: ContainerBuild): readonly Step[] {
  return [planImage(build), planInstall(build), planBuild(build), planUnpack(build)];
}

function planImage({ engine, builder }: ContainerBuild): Step {
  const file = `${builder.folder}/builder.Dockerfile`;
  return {
    purpose: 'make the builder image',
    command: [engine, 'build', '--tag', nameImage(builder), '--file', file, builder.folder],
  };
}

/** The only container with a network. What it downloads stays in a volume for the next lock file. */
function planInstall(build: ContainerBuild): Step {
  return {
    purpose: 'install the dependencies',
    command: [
      ...planRun(build),
      renderMount('type=volume', 'source=tscratch-npm-cache', 'target=/root/.npm'),
      renderMount('type=volume', ...mountDependencies(build)),
      ...planExtraCa(build),
      nameImage(build.builder),
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
      nameImage(build.builder),
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

function planRun({ engine, root }: ContainerBuild): Command {
  return [
    engine,
    'run',
    '--rm',
    '--init', // as PID 1 a shell would ignore the signals that stop it
    '--security-opt=label=disable', // SELinux: a label that allows the mount would be written to the source
    renderMount('type=bind', `source=${root}`, 'target=/source', 'ro'),
  ];
}

function planExtraCa({ extraCaFile }: ContainerBuild): readonly string[] {
  if (extraCaFile === undefined) return [];
  return [
    renderMount('type=bind', `source=${extraCaFile}`, `target=${EXTRA_CA_FILE}`, 'ro'),
    `--env=NODE_EXTRA_CA_CERTS=${EXTRA_CA_FILE}`,
  ];
}

/** Renders --mount, whose value is a CSV record: a comma or quote in a path needs quotes (RFC 4180). */
function renderMount(...fields: readonly string[]): string {
  const quoted = fields.map((field) =>
    /[",]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field,
  );
  return `--mount=${quoted.join(',')}`;
}

function mountDependencies({ builder }: ContainerBuild): readonly string[] {
  const source = `source=tscratch-dependencies-${builder.dependenciesKey}`;
  return [source, 'target=/workspace/node_modules'];
}

function nameImage({ imageKey }: Builder): string {
  return `tscratch-builder:${imageKey}`;
}
