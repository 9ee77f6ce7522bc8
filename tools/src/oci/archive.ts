import { renderTar, type TarEntry } from '../tar/tar.ts';
import type { Digest } from './digest.ts';
import type { Image } from './image.ts';
import type { Reference } from './reference.ts';

/**
 * Renders an image as one tar that two kinds of reader take: an OCI image layout for podman, skopeo
 * and Docker from 25 on, and beside its index Docker's own `manifest.json`, the only thing that
 * Docker before 25 looks at. Both name the same blobs.
 *
 * @see https://github.com/opencontainers/image-spec/blob/v1.1.0/image-layout.md
 * @see https://github.com/moby/docker-image-spec/blob/v1.3.1/spec.md#combined-image-json--filesystem-changeset-format
 */
export function renderArchive(image: Image, reference: Reference): Uint8Array {
  const blobs = [image.manifest, image.config, ...image.layers];
  return renderTar([
    file('oci-layout', renderJson({ imageLayoutVersion: '1.0.0' })),
    file('index.json', renderIndex(image, reference)),
    file('manifest.json', renderDockerManifest(image, reference)),
    folder('blobs'),
    folder('blobs/sha256'),
    ...blobs.map(({ descriptor, bytes }) => file(blobPath(descriptor.digest), bytes)),
  ]);
}

/** @see https://github.com/opencontainers/image-spec/blob/v1.1.0/image-index.md */
function renderIndex({ description, manifest }: Image, reference: Reference): Uint8Array {
  const entry = {
    ...manifest.descriptor,
    platform: { architecture: description.architecture, os: 'linux' },
    annotations: {
      // containerd, and with it newer Docker, takes the full name from here: the annotation of the
      // specification below it may hold no more than a tag.
      'io.containerd.image.name': reference.canonical,
      'org.opencontainers.image.ref.name': reference.tag,
    },
  };
  const mediaType = 'application/vnd.oci.image.index.v1+json';
  return renderJson({ schemaVersion: 2, mediaType, manifests: [entry] });
}

function renderDockerManifest({ config, layers }: Image, reference: Reference): Uint8Array {
  const entry = {
    Config: blobPath(config.descriptor.digest),
    RepoTags: [reference.familiar],
    Layers: layers.map(({ descriptor }) => blobPath(descriptor.digest)),
  };
  return renderJson([entry]);
}

/** Where a layout keeps the content of a digest: `blobs/<algorithm>/<hex digits>`. */
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
