import { renderTar, type TarEntry } from '../tar.ts';
import type { Digest } from './digest.ts';
import type { Descriptor, Image } from './image.ts';
import { renderIndex, renderRoot } from './image-index.ts';
import type { Reference } from './reference.ts';

/**
 * Renders an image, or one for each of several processors, as one tar that two kinds of reader take:
 * an OCI image layout for podman, skopeo and Docker from 25 on, and beside its index Docker's own
 * `manifest.json`, the only thing that Docker before 25 looks at, and which knows of one image only:
 * the first. Both name the same blobs.
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

/** The only entry of a layout's index: with one for each processor, readers ask which image is meant. */
function nameEntry(descriptor: Descriptor, reference: Reference): Descriptor {
  const annotations = {
    // containerd, and with it newer Docker, takes the full name from here: the annotation of the
    // specification below it may hold no more than a tag.
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
