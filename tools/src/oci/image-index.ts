import type { Architecture } from '../processor/processor.ts';
import { createBlob, MEDIA_TYPES, type Blob, type Descriptor, type Image } from './image.ts';

/** A descriptor that says for whom the image behind it is. */
interface PlatformDescriptor extends Descriptor {
  readonly platform: { readonly architecture: Architecture; readonly os: 'linux' };
}

/** What stands for images as a whole: its digest is the one that a registry serves them under. */
export interface Root {
  readonly descriptor: Descriptor | PlatformDescriptor;
  /** The blob of an index, where there is one. */
  readonly blobs: readonly Blob[];
}

/** Finds what stands for images of one program: the manifest of a single one, an index of several. */
export function renderRoot(images: readonly Image[]): Root {
  const manifests = images.map(describePlatform);
  const [only, ...others] = manifests;
  if (only !== undefined && others.length === 0) return { descriptor: only, blobs: [] };
  const index = createBlob('index', renderIndex(manifests));
  return { descriptor: index.descriptor, blobs: [index] };
}

/** @see https://github.com/opencontainers/image-spec/blob/v1.1.0/image-index.md */
export function renderIndex(manifests: readonly Descriptor[]): Uint8Array {
  return Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: MEDIA_TYPES.index, manifests }));
}

function describePlatform({ description, manifest }: Image): PlatformDescriptor {
  const platform = { architecture: description.architecture, os: 'linux' } as const;
  return { ...manifest.descriptor, platform };
}
