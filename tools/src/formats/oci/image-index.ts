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

/** A descriptor that says for whom the image behind it is. */
interface PlatformDescriptor extends Descriptor {
  readonly platform: Platform;
}

/** What stands for images as a whole: its digest is the one that a registry serves them under. */
export interface Root {
  readonly descriptor: Descriptor | PlatformDescriptor;
  /** The blob of an index, where there is one. */
  readonly blobs: readonly Blob[];
}

/** Finds what stands for images of one program: the manifest of a single one, an index of several. */
export function renderRoot(images: readonly Image[]): Root {
  const [first, ...others] = images;
  if (first !== undefined && others.length === 0)
    return { descriptor: describePlatform(first), blobs: [] };
  // What an image says of itself does not depend on its processor.
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
