import { chmodSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderNodeImage, type NodeVariant } from '../artefacts/image/render-node-image.ts';
import type { Processor } from '../formats/processor.ts';
import { formatSize } from '../host/format-size.ts';
import { logger } from '../host/logger.ts';
import { TOOLS_FOLDER } from '../host/tools-folder.ts';
import { findShippedNode } from '../node/runtime/find-node.ts';
import { readLicences } from '../node/runtime/read-licences.ts';
import { writeWorkspaceNode } from '../node/write-workspace-node.ts';

export interface NodePlace {
  /** Folder that may pin another Node. */
  readonly root: string;
  readonly machine: NodeJS.Process;
  readonly temporaryFolder: string;
}

/**
 * Writes the official Node as one file that needs nothing from the machine, with all locales and the libraries
 * that native addons ask for.
 *
 * @throws {Fault} those of `findShippedNode` and of `writeWorkspaceNode`.
 */
export function writeNode(path: string, processor: Processor, place: NodePlace): void {
  const { path: nodePath, version } = findShippedNode(place.root, processor, place.machine);
  writeWorkspaceNode(path, { nodePath, toolsFolder: TOOLS_FOLDER });
  logger.info(`node ${version} for ${processor.arch}  ${formatSize(readFileSync(path).length)}`);
}

/** Writes an image with that file alone, for each processor. */
export function writeNodeImage(
  path: string,
  { processors, reference }: { processors: readonly Processor[]; reference: string | undefined },
  place: NodePlace,
): void {
  const variants = processors.map((processor) => buildVariant(processor, place));
  const tag = variants[0]?.version ?? 'latest';
  const { archive, digest } = renderNodeImage(variants, reference ?? `node:${tag}`);
  const beside = `${path}.writing`;
  writeFileSync(beside, archive);
  chmodSync(beside, 0o644);
  renameSync(beside, path);
  logger.info(`${reference ?? `node:${tag}`}  ${formatSize(archive.length)}  ${digest}`);
}

function buildVariant(processor: Processor, place: NodePlace): NodeVariant {
  const folder = mkdtempSync(join(place.temporaryFolder, 'tscratch-node-'));
  try {
    const node = findShippedNode(place.root, processor, place.machine);
    const path = join(folder, 'node');
    writeWorkspaceNode(path, { nodePath: node.path, toolsFolder: TOOLS_FOLDER });
    const { architecture } = processor;
    const executable = readFileSync(path);
    return { architecture, version: node.version, executable, licences: readLicences(node) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
