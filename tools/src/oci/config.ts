import type { Architecture } from '../processor/processor.ts';
import type { LayerFacts } from './layer.ts';

/** What an image says about itself and about how to run it. */
export interface ImageDescription {
  readonly architecture: Architecture;
  /** Seconds since 1970-01-01; the one time in an image. */
  readonly createdSeconds: number;
  /** Numeric `uid:gid`: a scratch image has no passwd to look a name up in. */
  readonly user: string;
  readonly entrypoint: readonly string[];
  readonly tcpPorts: readonly number[];
  readonly labels: Readonly<Record<string, string>>;
}

/** A layer and one line for `docker history`. */
export interface DescribedLayer extends LayerFacts {
  readonly createdBy: string;
}

/**
 * Renders the image configuration as JSON without spaces, its keys in the order of the
 * specification and its maps in code-unit order, so that one description has one spelling.
 *
 * @see https://github.com/opencontainers/image-spec/blob/v1.1.0/config.md#properties
 */
export function renderConfig(
  description: ImageDescription,
  layers: readonly DescribedLayer[],
): Uint8Array {
  const created = formatTime(description.createdSeconds);
  const config = {
    created,
    architecture: description.architecture,
    os: 'linux',
    config: {
      User: description.user,
      ExposedPorts: sortKeys(description.tcpPorts.map((port) => [`${port}/tcp`, {}])),
      Entrypoint: description.entrypoint,
      WorkingDir: '/',
      Labels: sortKeys(Object.entries(description.labels)),
    },
    rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) },
    history: layers.map(({ createdBy }) => ({ created, created_by: createdBy })),
  };
  return Buffer.from(JSON.stringify(config));
}

/** Formats seconds since the epoch as RFC 3339 without a fraction. */
export function formatTime(epochSeconds: number): string {
  return new Date(epochSeconds * 1000).toISOString().replace('.000Z', 'Z');
}

function sortKeys<Value>(entries: readonly (readonly [string, Value])[]): Record<string, Value> {
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
