import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { planWarmUp, type WarmUpOptions } from '../../src/app/code-cache/plan-warm-up.ts';
import type { WarmUp } from '../../src/app/code-cache/take-code-cache.ts';
import { buildBinary } from '../../src/artefacts/binary/build-binary.ts';
import { buildImage } from '../../src/artefacts/image/build-image.ts';
import { parseRunOptions } from '../../src/artefacts/image/parse-run-options.ts';
import { LICENCES, SBOM } from '../../src/attestation/sbom/read-sbom.ts';
import { DEFAULT_COMPRESSION } from '../../src/formats/oci/compression.ts';
import { findProcessor } from '../../src/formats/processor.ts';
import { completeOptions } from '../../src/host/configuration/complete-options.ts';
import { readConfiguration } from '../../src/host/configuration/read-configuration.ts';
import type { Locales } from '../../src/node/icu/select-locales.ts';
import { findNode } from '../../src/node/runtime/find-node.ts';
import { APP_FILE, ENTRYPOINT } from '../../src/node/runtime/layout.ts';
import { workspacePath } from '../workspace.ts';
import type { Start } from './serve.ts';

/** A server that was built in one shape. */
export interface Built {
  readonly start: Start;
  /** The bundle and its code cache, as the shape contains them. */
  readonly appFile: Buffer;
  readonly sizeBytes: number;
}

const SOURCE = { epochSeconds: 0, revision: undefined };

/** Builds the host binary of a bundle into a folder, with the options that nx.json has for all apps. */
export async function buildHostBinary(folder: string, bundlePath: string): Promise<Built> {
  const path = join(folder, 'program');
  const { locales } = readOptions();
  const sbom = Buffer.from('{}');
  const parts = { nodePath: nodePath(), bundlePath, sbom, warmUp: warmUp(), locales };
  const { appFile } = await buildBinary(path, parts);
  const empty = join(folder, 'empty'); // a working folder without the sources
  mkdirSync(empty);
  return {
    start: { command: path, args: [], cwd: empty },
    appFile,
    sizeBytes: statSync(path).size,
  };
}

/** Builds the image of a bundle into a folder, and starts it in the tree of its files. */
export async function buildRoot(folder: string, bundlePath: string): Promise<Built> {
  const { arch, architecture } = findProcessor(process.arch);
  const sbomPath = join(folder, 'sbom');
  mkdirSync(join(sbomPath, architecture, LICENCES), { recursive: true });
  writeFileSync(join(sbomPath, architecture, SBOM), '{}');
  const runtimePath = join(workspacePath, 'dist/tools/runtime', arch);
  const parts = {
    bundlePath,
    sbomPath,
    variants: [{ runtimePath, warmUp: warmUp() }],
    reference: 'any-app:latest',
    compression: DEFAULT_COMPRESSION,
    record: () => Buffer.from('{}'),
  };
  const described = { description: 'fixture', repository: undefined, homepage: undefined };
  const manifest = { version: '1.0.0', license: 'MIT', author: undefined, ...described };
  const run = parseRunOptions({ user: '65532:65532' });
  await buildImage(folder, parts, { title: 'any-app', manifest, source: SOURCE, run });
  const rootfs = join(folder, 'rootfs');
  const appFile = readFileSync(join(rootfs, APP_FILE));
  return { start: startIn(rootfs), appFile, sizeBytes: statSync(join(folder, 'image.tar')).size };
}

// Only this process sees the mount, which ends with it.
const SCRIPT = `mount -t proc proc "$0/proc" && exec chroot --userspec=65532:65532 "$0" "$@"`;

function startIn(rootfs: string): Start {
  mkdirSync(join(rootfs, 'proc'));
  chmodSync(join(rootfs, 'tmp'), 0o1777); // as in the layer; Nx's cache gives a folder back as 0755
  const args = ['--mount', 'sh', '-c', SCRIPT, rootfs, `/${ENTRYPOINT}`];
  return { command: 'unshare', args, cwd: '/' };
}

function nodePath(): string {
  return findNode(workspacePath, process.arch).path;
}

function warmUp(): WarmUp | undefined {
  const here = { execPath: process.execPath, temporaryFolder: tmpdir(), warn: console.warn };
  return planWarmUp(readOptions(), { ...here, nodePath: nodePath(), runner: [] });
}

function readOptions(): WarmUpOptions & { readonly locales?: Locales } {
  return completeOptions({}, readConfiguration(workspacePath, '.'));
}
