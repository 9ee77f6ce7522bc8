import type { Architecture } from '../processor.ts';

/** The platform of an image, as its configuration and an index state it. */
export interface Platform {
  readonly architecture: Architecture;
  readonly os: 'linux';
  /** Absent if the architecture has only one variant. */
  readonly variant?: 'v8';
}

/**
 * Returns the platform of an image.
 *
 * @see https://github.com/opencontainers/image-spec/blob/v1.1.0/image-index.md#platform-variants
 */
export function platformOf(architecture: Architecture): Platform {
  const platform = { architecture, os: 'linux' } as const;
  return architecture === 'arm64' ? { ...platform, variant: 'v8' } : platform;
}
