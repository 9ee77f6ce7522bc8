import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { logger } from '../../host/logger.ts';
import { completeOptions } from '../../host/configuration/complete-options.ts';
import { readFolder } from '../../host/read-folder.ts';
import { readConfiguration } from '../../host/configuration/read-configuration.ts';
import type { Locales } from '../icu/select-locales.ts';
import {
  COMPRESSIONS,
  DEFAULT_COMPRESSION,
  nameLayer,
  type Compression,
} from '../../formats/oci/compression.ts';
import { renderLayer } from '../../formats/oci/layer.ts';
import { findProcessors, PROCESSORS, type Processor } from '../../formats/processor.ts';
import { formatSize } from '../../host/format-size.ts';
import { renderSelfContained } from '../self-contained/render-self-contained.ts';
import { describeParts } from '../self-contained/describe-parts.ts';
import { createExecutor } from '../create-executor.ts';
import { planExecutable } from './build-executable.ts';
import { findShippedNode } from './find-node.ts';
import type { PinnedNode } from './pinned-node.ts';
import { planRootfs } from './plan-rootfs.ts';
import { readLicences } from './read-licences.ts';
import { writeRootfs } from './write-rootfs.ts';

export interface RuntimeOptions {
  readonly runtimePath: string;
  readonly arch?: readonly string[];
  readonly compression?: Compression;
  readonly locales?: Locales;
}

const runRuntime = createExecutor<RuntimeOptions>(import.meta.url, (given, context) => {
  const { root } = context;
  const options = completeOptions(given, readConfiguration(root, readFolder(context)));
  const processors = findProcessors(options.arch ?? [process.arch]);
  for (const processor of processors)
    buildRuntime(join(root, options.runtimePath, processor.arch), processor, {
      node: findShippedNode(root, processor, process),
      locales: options.locales,
      compression: options.compression ?? DEFAULT_COMPRESSION,
    });
  // Nx caches the folder as a whole, so results of earlier runs must not remain in it.
  for (const { arch } of PROCESSORS.filter((other) => !processors.includes(other)))
    rmSync(join(root, options.runtimePath, arch), { recursive: true, force: true });
});

export default runRuntime;

interface RuntimeParts {
  readonly node: PinnedNode;
  readonly locales: Locales | undefined;
  readonly compression: Compression;
}

function buildRuntime(folder: string, { arch }: Processor, parts: RuntimeParts): void {
  const { node, locales, compression } = parts;
  mkdirSync(folder, { recursive: true });
  const plan = planExecutable(folder, { nodePath: node.path, locales });
  const entries = planRootfs({
    executable: Buffer.concat(renderSelfContained(plan)),
    licences: readLicences(node),
  });
  const { blob, ...facts } = renderLayer(entries, compression);
  writeRootfs(join(folder, 'rootfs'), entries);
  writeBeside(join(folder, nameLayer('layer', compression)), blob);
  writeBeside(join(folder, 'layer.json'), `${JSON.stringify(facts, null, 2)}\n`);
  // For the same reason, remove the layer of an earlier run with another compression.
  for (const other of COMPRESSIONS.filter((name) => name !== compression))
    rmSync(join(folder, nameLayer('layer', other)), { force: true });
  logger.info(`node ${node.version} for ${arch}\n${describeParts(plan)}`);
  logger.info(`layer ${formatSize(facts.sizeBytes)} ${compression}  ${facts.digest}`);
}

function writeBeside(path: string, content: Uint8Array | string): void {
  writeFileSync(`${path}.writing`, content);
  renameSync(`${path}.writing`, path);
}
