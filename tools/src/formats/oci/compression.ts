import { renderGzip } from '../render-gzip.ts';
import { renderZstd } from '../render-zstd.ts';

export const COMPRESSIONS = ['gzip', 'zstd'] as const;

/** Compression of layers: `gzip`, which every engine reads, or `zstd`, which is smaller. */
export type Compression = (typeof COMPRESSIONS)[number];

/** Every engine reads it. */
export const DEFAULT_COMPRESSION: Compression = 'gzip';

/** The properties of a compression. */
interface Compressor {
  readonly render: (bytes: Uint8Array) => Uint8Array;
  /** @see https://github.com/opencontainers/image-spec/blob/v1.1.0/media-types.md */
  readonly mediaType: string;
  /** File name suffix after `.tar`. */
  readonly suffix: string;
}

export const COMPRESSORS: Readonly<Record<Compression, Compressor>> = {
  gzip: {
    render: renderGzip,
    mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
    suffix: '.gz',
  },
  zstd: {
    render: renderZstd,
    mediaType: 'application/vnd.oci.image.layer.v1.tar+zstd',
    suffix: '.zst',
  },
};

/** Names the file of a layer: `runtime.tar.gz`. */
export function nameLayer(stem: string, compression: Compression): string {
  return `${stem}.tar${COMPRESSORS[compression].suffix}`;
}
