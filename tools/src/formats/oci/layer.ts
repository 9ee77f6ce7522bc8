import { renderTar, type TarEntry } from '../tar.ts';
import { COMPRESSORS, type Compression } from './compression.ts';
import { digestOf, type Digest } from './digest.ts';

/** The facts about a layer that other parts of an image state. */
export interface LayerFacts {
  /** Digest of the compressed bytes: what a registry stores and a manifest names. */
  readonly digest: Digest;
  /** Digest of the tar before compression: what an image configuration names. */
  readonly diffId: Digest;
  /** Length of the compressed bytes. */
  readonly sizeBytes: number;
  readonly compression: Compression;
}

/** One layer of an image: a tar of files, compressed. */
export interface Layer extends LayerFacts {
  readonly blob: Uint8Array;
}

/**
 * Renders a layer. The same entries give the same bytes on every machine: the tar is sorted, and neither
 * it nor the compressed file contains a time. The `diffId` does not depend on the compression.
 *
 * @see https://github.com/opencontainers/image-spec/blob/v1.1.0/layer.md
 * @see https://github.com/opencontainers/image-spec/blob/v1.1.0/config.md#layer-diffid
 */
export function renderLayer(entries: readonly TarEntry[], compression: Compression): Layer {
  const archive = renderTar(entries, { isExtended: true });
  const blob = COMPRESSORS[compression].render(archive);
  return {
    blob,
    digest: digestOf(blob),
    diffId: digestOf(archive),
    sizeBytes: blob.byteLength,
    compression,
  };
}
