import { execFileSync } from 'node:child_process';

/** A layer as the manifest names it. */
export interface LayerDescriptor {
  readonly digest: string;
  /** Of the compressed layer, in bytes. */
  readonly size: number;
}

/** Reads the layers of the first image in an `image.tar`, the lowest one first. */
export function readLayers(archivePath: string): readonly LayerDescriptor[] {
  const index = JSON.parse(readMember(archivePath, 'index.json').toString()) as {
    manifests: readonly [{ digest: string }];
  };
  const manifest = JSON.parse(readBlob(archivePath, index.manifests[0].digest).toString()) as {
    layers: readonly LayerDescriptor[];
  };
  return manifest.layers;
}

/** Reads a file out of the highest layer of an `image.tar`, that of the app. */
export function readAppLayer(archivePath: string, name: string): Buffer {
  const { digest = 'no layer' } = readLayers(archivePath).at(-1) ?? {};
  const input = readBlob(archivePath, digest);
  const args = ['--extract', '--gzip', '--to-stdout', '--file=-', name];
  return execFileSync('tar', args, { input, maxBuffer: MAX_BYTES });
}

const MAX_BYTES = 64 * 1024 * 1024;

function readBlob(archivePath: string, digest: string): Buffer {
  return readMember(archivePath, `blobs/${digest.replace(':', '/')}`);
}

function readMember(archivePath: string, name: string): Buffer {
  const args = ['--extract', '--to-stdout', `--file=${archivePath}`, name];
  return execFileSync('tar', args, { maxBuffer: MAX_BYTES });
}
