import { execFileSync } from 'node:child_process';

/** A reference from one part of an archive to another. */
export interface Descriptor {
  readonly digest: string;
  /** In bytes; of a layer, compressed. */
  readonly size: number;
  readonly mediaType: string;
}

/** A manifest: one image. */
export interface Manifest {
  readonly config: Descriptor;
  /** Lowest first. */
  readonly layers: readonly Descriptor[];
}

/** An image in an index, and its platform. */
export interface PlatformDescriptor extends Descriptor {
  readonly platform: { readonly architecture: string; readonly variant?: string };
}

/** Reads the images of an `image.tar`: one, or one for each processor. */
export function readImages(archivePath: string): readonly PlatformDescriptor[] {
  const index = parse(readMember(archivePath, 'index.json')) as RootIndex;
  const [root] = index.manifests;
  const { platform } = root;
  if (platform !== undefined) return [{ ...root, platform }];
  return (parse(readBlob(archivePath, root.digest)) as Index).manifests;
}

/** Reads the manifest of the first image in an `image.tar`. */
export function readManifest(archivePath: string): Manifest {
  const { digest = 'no image' } = readImages(archivePath)[0] ?? {};
  return parse(readBlob(archivePath, digest)) as Manifest;
}

/** Reads the layers of the first image in an `image.tar`, lowest first. */
export function readLayers(archivePath: string): readonly Descriptor[] {
  return readManifest(archivePath).layers;
}

/** Reads a file from the highest layer of an `image.tar`, the app layer. */
export function readAppLayer(archivePath: string, name: string): Buffer {
  const { digest = 'no layer' } = readLayers(archivePath).at(-1) ?? {};
  const input = readBlob(archivePath, digest);
  const args = ['--extract', '--gzip', '--to-stdout', '--file=-', name];
  return execFileSync('tar', args, { input, maxBuffer: MAX_BYTES });
}

interface Index {
  readonly manifests: readonly PlatformDescriptor[];
}

/** Index of a layout: its one entry is an image, or an index of images. */
interface RootIndex {
  readonly manifests: readonly [Descriptor & Partial<PlatformDescriptor>];
}

const MAX_BYTES = 64 * 1024 * 1024;

const parse = (bytes: Buffer): unknown => JSON.parse(bytes.toString());

function readBlob(archivePath: string, digest: string): Buffer {
  return readMember(archivePath, `blobs/${digest.replace(':', '/')}`);
}

function readMember(archivePath: string, name: string): Buffer {
  const args = ['--extract', '--to-stdout', `--file=${archivePath}`, name];
  return execFileSync('tar', args, { maxBuffer: MAX_BYTES });
}
