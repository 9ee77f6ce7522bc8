import type { ImageDescription } from '../oci/config.ts';
import type { Architecture } from '../processor/processor.ts';
import type { Source } from '../source/read-source.ts';

/** What an app's package.json says about it. */
export interface AppManifest {
  readonly version: string;
  readonly description: string;
  readonly license: string;
}

export interface ImageSubject {
  /** Name of the Nx project. */
  readonly title: string;
  readonly manifest: AppManifest;
  readonly source: Source;
}

/** The first uid above Debian's and Red Hat's ranges; the one that distroless images use. */
export const NON_ROOT = 65_532;

/** Folder of the app's unix socket for administration, which the program looks for there. */
export function adminFolderOf({ title }: Pick<ImageSubject, 'title'>): string {
  return `run/${title}`;
}

/**
 * How every image of this workspace is run, and what it says about itself.
 *
 * @see https://github.com/opencontainers/image-spec/blob/v1.1.0/annotations.md#pre-defined-annotation-keys
 */
export function describeImage(subject: ImageSubject, architecture: Architecture): ImageDescription {
  const { title, manifest, source } = subject;
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
    labels: {
      'org.opencontainers.image.title': title,
      'org.opencontainers.image.description': manifest.description,
      'org.opencontainers.image.licenses': manifest.license,
      'org.opencontainers.image.version': manifest.version,
      ...(source.revision !== undefined && {
        'org.opencontainers.image.revision': source.revision,
      }),
    },
  };
}

/**
 * Renders the build arguments of an app's Dockerfile, for `docker build --build-arg=NAME` to take
 * from the environment: what changes with a release and so cannot be written in the Dockerfile.
 */
export function renderBuildArguments({ manifest, source }: ImageSubject): string {
  return `IMAGE_VERSION=${manifest.version}\nIMAGE_REVISION=${source.revision ?? ''}\n`;
}
