import { renderTar, type TarEntry } from '../tar.ts';
import type { Digest } from './digest.ts';
import type { Descriptor, Image } from './image.ts';
import { renderIndex, renderRoot } from './image-index.ts';
import type { Reference } from './reference.ts';

/**
 * Renders an image, or one for each of several processors, as a tar for two kinds of readers: an OCI
 * image layout for podman, skopeo and Docker from 25 on, and Docker's own `manifest.json` for Docker
 * before 25, which reads nothing else. That file lists only the first image. Both refer to the same
 * blobs.
 *
 * @see https://github.com/opencontainers/image-spec/blob/v1.1.0/image-layout.md
 * @see https://github.com/moby/docker-image-spec/blob/v1.3.1/spec.md#combined-image-json--filesystem-changeset-format
 */
export function renderArchive(images: readonly Image[], reference: Reference): Uint8Array {
  const root = renderRoot(images);
  const ofImages = images.flatMap(({ manifest, config, layers }) => [manifest, config, ...layers]);
  const blobs = new Map([...root.blobs, ...ofImages].map((blob) => [blob.descriptor.digest, blob]));
  return renderTar([
    file('oci-layout', renderJson({ imageLayoutVersion: '1.0.0' })),
    file('index.json', renderIndex([nameEntry(root.descriptor, reference)])),
    file('manifest.json', renderDockerManifest(images.slice(0, 1), reference)),
    folder('blobs'),
    folder('blobs/sha256'),
    ...[...blobs].map(([digest, { bytes }]) => file(blobPath(digest), bytes)),
  ]);
}

/** The only entry of the layout's index: with several, readers would require the user to choose one. */
function nameEntry(descriptor: Descriptor, reference: Reference): Descriptor {
  const annotations = {
    // containerd, and thus newer Docker, reads the full name from here: the annotation of the
    // specification, below, may contain only a tag.
    'io.containerd.image.name': reference.canonical,
    'org.opencontainers.image.ref.name': reference.tag,
  };
  return { ...descriptor, annotations };
}

function renderDockerManifest(images: readonly Image[], reference: Reference): Uint8Array {
  const entries = images.map(({ config, layers }) => ({
    Config: blobPath(config.descriptor.digest),
    RepoTags: [reference.familiar],
    Layers: layers.map(({ descriptor }) => blobPath(descriptor.digest)),
  }));
  return renderJson(entries);
}

/** Path of a blob in a layout: `blobs/<algorithm>/<hex digits>`. */
function blobPath(digest: Digest): string {
  return `blobs/${digest.replace(':', '/')}`;
}

function renderJson(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value));
}

function file(path: string, bytes: Uint8Array): TarEntry {
  return { path, type: 'file', mode: 0o644, bytes };
}

function folder(path: string): TarEntry {
  return { path, type: 'directory', mode: 0o755 };
}
