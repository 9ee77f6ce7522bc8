import { formatTime } from '../../formats/oci/config.ts';
import type { ImageDescription } from '../../formats/oci/description.ts';
import type { Architecture } from '../../formats/processor.ts';
import { ENTRYPOINT } from '../../node/runtime/layout.ts';
import type { SourceState } from '../../host/read-source-state.ts';
import type { AppManifest } from './parse-app-manifest.ts';
import type { RunSettings } from './parse-run-options.ts';

export interface ImageSubject {
  /** Name of the Nx project. */
  readonly title: string;
  readonly manifest: AppManifest;
  readonly source: SourceState;
  readonly run: RunSettings;
}

/** Describes an image for one processor: how it runs, and its labels. */
export function describeImage(subject: ImageSubject, architecture: Architecture): ImageDescription {
  return {
    architecture,
    createdSeconds: subject.source.epochSeconds,
    ...describeRun(subject.run),
    labels: renderLabels(subject),
  };
}

/** Describes how containers run: by the options of the app, with the runtime as their program. */
export function describeRun({ user, ...settings }: RunSettings) {
  return {
    ...settings,
    user: `${user.uid}:${user.gid}`,
    entrypoint: [`/${ENTRYPOINT}`],
  };
}

/**
 * Renders the known facts as labels with the names of the OCI. There is no `base.name` and no
 * `base.digest`: nothing is below the lowest layer.
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
 * Renders the build arguments of an app's Dockerfile, which `docker build --build-arg=NAME` reads from the
 * environment: values that change with a release and so cannot be in the Dockerfile.
 */
export function renderBuildArguments({ manifest, source }: ImageSubject): string {
  const lines = [
    `IMAGE_VERSION=${manifest.version}`,
    `IMAGE_REVISION=${source.revision ?? ''}`,
    `IMAGE_CREATED=${formatTime(source.epochSeconds)}`,
  ];
  return lines.map((line) => `${line}\n`).join('');
}
