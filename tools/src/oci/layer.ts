import { renderGzip } from '../gzip/render-gzip.ts';
import { renderTar, type TarEntry } from '../tar/tar.ts';
import { digestOf, type Digest } from './digest.ts';

/** What other parts of an image say about a layer. */
export interface LayerFacts {
  /** Digest of the compressed bytes: what a registry stores and a manifest names. */
  readonly digest: Digest;
  /** Digest of the tar before compression: what an image configuration names. */
  readonly diffId: Digest;
  /** Length of the compressed bytes. */
  readonly sizeBytes: number;
}

/** One layer of an image: a tar of files, compressed by gzip. */
export interface Layer extends LayerFacts {
  readonly blob: Uint8Array;
}

/**
 * Renders a layer. The same entries give the same bytes on every machine: the tar is sorted and has
 * no time, and neither has the gzip around it.
 *
 * @see https://github.com/opencontainers/image-spec/blob/v1.1.0/layer.md
 * @see https://github.com/opencontainers/image-spec/blob/v1.1.0/config.md#layer-diffid
 */
export function renderLayer(entries: readonly TarEntry[]): Layer {
  const archive = renderTar(entries);
  const blob = renderGzip(archive);
  return {
    blob,
    digest: digestOf(blob),
    diffId: digestOf(archive),
    sizeBytes: blob.byteLength,
  };
}
