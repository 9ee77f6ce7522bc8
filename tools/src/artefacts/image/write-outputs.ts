import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { replacePath } from '../../host/replace-path.ts';
import { nameLayer } from '../../formats/oci/compression.ts';
import type { Digest } from '../../formats/oci/digest.ts';
import type { Layer } from '../../formats/oci/layer.ts';
import type { TarEntry } from '../../formats/tar.ts';

/** The outputs of a build. */
export interface ImageOutputs {
  readonly archive: Uint8Array;
  readonly digest: Digest;
  /** The in-toto statement about inputs, outputs and builder. */
  readonly provenance: Uint8Array;
  /** Lines of `NAME=value` for the ARGs of the Dockerfile. */
  readonly buildArguments: string;
  /** One for each processor; `rootfs` and `layers` get the first one. */
  readonly variants: readonly VariantOutputs[];
}

export interface VariantOutputs {
  readonly runtimeLayer: Layer;
  readonly appLayer: Layer;
  /** Folder with the files of the runtime layer. */
  readonly runtimeRootfsPath: string;
  /** Entries of the app layer, each folder before its content. */
  readonly app: readonly TarEntry[];
  /** Checks the finished `rootfs/`; if it throws, the old outputs remain. */
  readonly check: (rootfsPath: string) => Promise<void>;
}

/** The names that a build replaces in the output folder; the bundle there belongs to another target. */
const NAMES = [
  'rootfs',
  'layers',
  'image.tar',
  'image.digest',
  'image.env',
  'image.intoto.json',
] as const;

/**
 * Writes the outputs: `image.tar` to load, `image.digest` to compare, `rootfs/` to inspect, `layers/` and
 * `image.env` for a Dockerfile, and the provenance in `image.intoto.json`. All are complete before the
 * first old output is replaced.
 */
export async function writeOutputs(outputPath: string, outputs: ImageOutputs): Promise<void> {
  mkdirSync(outputPath, { recursive: true });
  const folder = mkdtempSync(join(outputPath, '.writing-'));
  try {
    writeOpen(join(folder, 'image.tar'), outputs.archive);
    writeOpen(join(folder, 'image.digest'), `${outputs.digest}\n`);
    writeOpen(join(folder, 'image.env'), outputs.buildArguments);
    writeOpen(join(folder, 'image.intoto.json'), outputs.provenance);
    // In this order, the outputs of the first variant remain.
    for (const variant of outputs.variants.toReversed()) await writeVariant(folder, variant);
    for (const name of NAMES) replacePath(join(outputPath, name), join(folder, name));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function writeVariant(folder: string, variant: VariantOutputs): Promise<void> {
  for (const name of ['rootfs', 'layers'])
    rmSync(join(folder, name), { recursive: true, force: true });
  writeRootfs(join(folder, 'rootfs'), variant);
  writeLayers(join(folder, 'layers'), variant);
  await variant.check(join(folder, 'rootfs'));
}

function writeRootfs(path: string, { runtimeRootfsPath, app }: VariantOutputs): void {
  cpSync(runtimeRootfsPath, path, { recursive: true, verbatimSymlinks: true });
  for (const { path: name, type, mode, bytes, mtimeSeconds, linkTarget } of app) {
    if (linkTarget !== undefined) {
      symlinkSync(linkTarget, join(path, name));
      continue;
    }
    if (type === 'directory') mkdirSync(join(path, name), { recursive: true });
    else writeFileSync(join(path, name), bytes ?? '');
    chmodSync(join(path, name), mode); // the umask has affected the mode at creation
    if (mtimeSeconds !== undefined) utimesSync(join(path, name), mtimeSeconds, mtimeSeconds);
  }
}

/**
 * A Dockerfile uses the layers, not `rootfs/`: only a tar keeps owners and the mode of `/tmp` through Nx's
 * cache, which recreates folders, and through `docker build`.
 */
function writeLayers(path: string, { runtimeLayer, appLayer }: VariantOutputs): void {
  mkdirSync(path);
  chmodSync(path, 0o755);
  for (const [stem, layer] of [
    ['runtime', runtimeLayer],
    ['app', appLayer],
  ] as const)
    writeOpen(join(path, nameLayer(stem, layer.compression)), layer.blob);
}

/** Writes a file that everyone may read, regardless of the umask. */
function writeOpen(path: string, content: string | Uint8Array): void {
  writeFileSync(path, content);
  chmodSync(path, 0o644);
}
