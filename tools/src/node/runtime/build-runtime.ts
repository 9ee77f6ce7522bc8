import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMPRESSIONS, nameLayer, type Compression } from '../../formats/oci/compression.ts';
import { renderLayer } from '../../formats/oci/layer.ts';
import type { Processor } from '../../formats/processor.ts';
import { formatSize } from '../../host/format-size.ts';
import { logger } from '../../host/logger.ts';
import type { Locales } from '../icu/select-locales.ts';
import { describeParts } from '../self-contained/describe-parts.ts';
import { renderSelfContained } from '../self-contained/render-self-contained.ts';
import { planExecutable } from './build-executable.ts';
import type { PinnedNode } from './pinned-node.ts';
import { planRootfs } from './plan-rootfs.ts';
import { readLicences } from './read-licences.ts';
import { writeRootfs } from './write-rootfs.ts';

export interface RuntimeParts {
  readonly node: PinnedNode;
  readonly locales: Locales | undefined;
  readonly compression: Compression;
}

/** Builds the layer that all images share, and its content as files, into a folder. */
export function buildRuntime(folder: string, { arch }: Processor, parts: RuntimeParts): void {
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
