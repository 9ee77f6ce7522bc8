import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { digestOf, type Digest } from '../formats/oci/digest.ts';
import { MEDIA_TYPES } from '../formats/oci/image.ts';
import { renderTar, type TarEntry } from '../formats/tar.ts';

export interface TestLayout {
  readonly path: string;
  readonly root: Digest;
  readonly blobs: readonly Digest[];
}

/** Writes the layout of an image for two processors, with one layer of random bytes that they share. */
export function writeTestLayout(path: string, layerBytes = 300_000): TestLayout {
  const files = new Map<string, Uint8Array>();
  const add = (mediaType: string, bytes: Uint8Array) => {
    const digest = digestOf(bytes);
    files.set(`blobs/${digest.replace(':', '/')}`, bytes);
    return { mediaType, digest, size: bytes.byteLength };
  };
  const addJson = (mediaType: string, value: object) =>
    add(mediaType, Buffer.from(JSON.stringify(value)));
  const layers = [add('application/vnd.oci.image.layer.v1.tar+gzip', randomBytes(layerBytes))];
  const platforms = ['amd64', 'arm64'].map((architecture) => ({ architecture, os: 'linux' }));
  const configs = platforms.map((platform) => addJson(MEDIA_TYPES.config, platform));
  const manifests = configs.map((config, index) => {
    const manifest = { ...HEAD, mediaType: MEDIA_TYPES.manifest, config, layers };
    return { ...addJson(MEDIA_TYPES.manifest, manifest), platform: platforms[index] };
  });
  const root = addJson(MEDIA_TYPES.index, { ...HEAD, mediaType: MEDIA_TYPES.index, manifests });
  files.set('index.json', Buffer.from(JSON.stringify({ ...HEAD, manifests: [root] })));
  const entries = [...files].map(([name, bytes]): TarEntry => ({
    path: name,
    type: 'file',
    mode: 0o644,
    bytes,
  }));
  writeFileSync(path, renderTar(entries));
  return { path, root: root.digest, blobs: [...layers, ...configs].map(({ digest }) => digest) };
}

const HEAD = { schemaVersion: 2 };
