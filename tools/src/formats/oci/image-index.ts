import {
  createBlob,
  MEDIA_TYPES,
  renderAnnotations,
  type Annotations,
  type Blob,
  type Descriptor,
  type Image,
} from './image.ts';
import { platformOf, type Platform } from './platform.ts';

/** A descriptor with the platform of its image. */
interface PlatformDescriptor extends Descriptor {
  readonly platform: Platform;
}

/** The root of one or several images: a registry serves them under its digest. */
export interface Root {
  readonly descriptor: Descriptor | PlatformDescriptor;
  /** The blob of the index, if there is one. */
  readonly blobs: readonly Blob[];
}

/** Finds the root of the images of one program: the manifest of a single image, an index of several. */
export function renderRoot(images: readonly Image[]): Root {
  const [first, ...others] = images;
  if (first !== undefined && others.length === 0)
    return { descriptor: describePlatform(first), blobs: [] };
  // The annotations do not depend on the processor.
  const annotations = first && renderAnnotations(first.description);
  const index = createBlob('index', renderIndex(images.map(describePlatform), annotations));
  return { descriptor: index.descriptor, blobs: [index] };
}

/** @see https://github.com/opencontainers/image-spec/blob/v1.1.0/image-index.md */
export function renderIndex(
  manifests: readonly Descriptor[],
  annotations?: Annotations,
): Uint8Array {
  const index = { schemaVersion: 2, mediaType: MEDIA_TYPES.index, manifests, annotations };
  return Buffer.from(JSON.stringify(index));
}

function describePlatform({ description, manifest }: Image): PlatformDescriptor {
  return { ...manifest.descriptor, platform: platformOf(description.architecture) };
}
