import { formatTime } from '../../formats/oci/config.ts';
import type { ImageDescription } from '../../formats/oci/description.ts';
import type { Architecture } from '../../formats/processor.ts';
import type { SourceState } from '../../host/read-source-state.ts';
import type { AppManifest } from './parse-app-manifest.ts';

export interface ImageSubject {
  /** Name of the Nx project. */
  readonly title: string;
  readonly manifest: AppManifest;
  readonly source: SourceState;
}

/** The first uid above Debian's and Red Hat's ranges; the one that distroless images use. */
export const NON_ROOT = 65_532;

/** Folder of the app's unix socket for administration, which the program looks for there. */
export function adminFolderOf({ title }: Pick<ImageSubject, 'title'>): string {
  return `run/${title}`;
}

/** How every image of this workspace is run, and what it says about itself. */
export function describeImage(subject: ImageSubject, architecture: Architecture): ImageDescription {
  const { source } = subject;
  return {
    architecture,
    createdSeconds: source.epochSeconds,
    user: `${NON_ROOT}:${NON_ROOT}`,
    entrypoint: ['/server'],
    tcpPorts: [8080, 9000],
    volumes: [`/${adminFolderOf(subject)}`],
    healthcheck: {
      command: ['/server', 'healthcheck'],
      intervalSeconds: 10,
      timeoutSeconds: 3,
      retries: 3,
    },
    labels: renderLabels(subject),
  };
}

/**
 * What is known, under the names of the OCI. There is no `base.name` and no `base.digest`: below the
 * lowest layer is nothing.
 *
 * @see https://github.com/opencontainers/image-spec/blob/v1.1.0/annotations.md#pre-defined-annotation-keys
 */
function renderLabels({ title, manifest, source }: ImageSubject): Record<string, string> {
  const labels = {
    title,
    description: manifest.description,
    licenses: manifest.license,
    version: manifest.version,
    created: formatTime(source.epochSeconds),
    revision: source.revision,
    source: manifest.repository,
    url: manifest.homepage,
    authors: manifest.author,
  };
  const entries = Object.entries(labels).map(([name, value]) =>
    value === undefined ? [] : [[`org.opencontainers.image.${name}`, value] as const],
  );
  return Object.fromEntries(entries.flat());
}

/**
 * Renders the build arguments of an app's Dockerfile, for `docker build --build-arg=NAME` to take
 * from the environment: what changes with a release and so cannot be written in the Dockerfile.
 */
export function renderBuildArguments({ manifest, source }: ImageSubject): string {
  const lines = [
    `IMAGE_VERSION=${manifest.version}`,
    `IMAGE_REVISION=${source.revision ?? ''}`,
    `IMAGE_CREATED=${formatTime(source.epochSeconds)}`,
  ];
  return lines.map((line) => `${line}\n`).join('');
}
