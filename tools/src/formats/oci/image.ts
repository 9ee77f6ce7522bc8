import { COMPRESSORS } from './compression.ts';
import { renderConfig, sortKeys } from './config.ts';
import type { DescribedLayer, ImageDescription } from './description.ts';
import { digestOf, type Digest } from './digest.ts';

/**
 * How one blob refers to another.
 *
 * @see https://github.com/opencontainers/image-spec/blob/v1.1.0/descriptor.md#properties
 */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: Digest;
  /** Length in bytes. */
  readonly size: number;
  readonly annotations?: Annotations;
}

/** @see https://github.com/opencontainers/image-spec/blob/v1.1.0/annotations.md */
export type Annotations = Readonly<Record<string, string>>;

/** Content with its descriptor. */
export interface Blob {
  readonly descriptor: Descriptor;
  readonly bytes: Uint8Array;
}

/** A layer of an image: the result of {@link renderLayer} and its line of history. */
export interface ImageLayer extends DescribedLayer {
  readonly blob: Uint8Array;
}

/** A whole image for one processor, in memory. Registries serve it under the digest of its manifest. */
export interface Image {
  readonly description: ImageDescription;
  readonly manifest: Blob;
  readonly config: Blob;
  /** From the lowest layer up. */
  readonly layers: readonly Blob[];
}

/** Renders an image from its description and its layers, the lowest first. */
export function renderImage(description: ImageDescription, layers: readonly ImageLayer[]): Image {
  const config = createBlob('config', renderConfig(description, layers));
  const layerBlobs = layers.map(({ blob, digest, sizeBytes, compression }) => ({
    descriptor: { mediaType: COMPRESSORS[compression].mediaType, digest, size: sizeBytes },
    bytes: blob,
  }));
  const annotations = renderAnnotations(description);
  const manifest = createBlob('manifest', renderManifest(config, layerBlobs, annotations));
  return { description, manifest, config, layers: layerBlobs };
}

/** @see https://github.com/opencontainers/image-spec/blob/v1.1.0/media-types.md */
export const MEDIA_TYPES = {
  config: 'application/vnd.oci.image.config.v1+json',
  index: 'application/vnd.oci.image.index.v1+json',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
} as const;

/** Renders the annotations of a manifest or an index: registries do not show labels. */
export function renderAnnotations({ labels }: ImageDescription): Annotations {
  return sortKeys(Object.entries(labels));
}

/** @see https://github.com/opencontainers/image-spec/blob/v1.1.0/manifest.md */
function renderManifest(
  config: Blob,
  layers: readonly Blob[],
  annotations: Annotations,
): Uint8Array {
  const manifest = {
    schemaVersion: 2,
    mediaType: MEDIA_TYPES.manifest,
    config: config.descriptor,
    layers: layers.map(({ descriptor }) => descriptor),
    annotations,
  };
  return Buffer.from(JSON.stringify(manifest));
}

/** Creates the descriptor of content. */
export function createBlob(kind: keyof typeof MEDIA_TYPES, bytes: Uint8Array): Blob {
  const descriptor = {
    mediaType: MEDIA_TYPES[kind],
    digest: digestOf(bytes),
    size: bytes.byteLength,
  };
  return { descriptor, bytes };
}
