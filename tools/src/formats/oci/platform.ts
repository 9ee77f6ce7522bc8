import type { Architecture } from '../processor.ts';

/** For whom an image is, as its configuration and an index say it. */
export interface Platform {
  readonly architecture: Architecture;
  readonly os: 'linux';
  /** Absent where the architecture has only one. */
  readonly variant?: 'v8';
}

/**
 * Names the platform of an image.
 *
 * @see https://github.com/opencontainers/image-spec/blob/v1.1.0/image-index.md#platform-variants
 */
export function platformOf(architecture: Architecture): Platform {
  const platform = { architecture, os: 'linux' } as const;
  return architecture === 'arm64' ? { ...platform, variant: 'v8' } : platform;
}
