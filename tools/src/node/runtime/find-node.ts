import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { findProcessor, type Arch, type Processor } from '../../formats/processor.ts';
import { Fault } from '../../host/faults/fault.ts';
import { fixEnvironment } from '../../host/fix-environment.ts';
import { TOOLS_FOLDER } from '../../host/tools-folder.ts';
import {
  isFromArchives,
  planArchivedNode,
  unpackArchivedNode,
  type ArchiveLock,
} from '../archive/find-archived-node.ts';
import { findArchives, readNodeLock, type NodeLock } from '../archive/node-lock.ts';
import { fetchNode, lockedPackage } from './fetch-node.ts';
import type { PinnedNode } from './pinned-node.ts';

/**
 * Finds the Node to ship for a processor, and checks that this process runs on the same version: only the
 * version that writes a single-executable blob or a code cache can read it.
 *
 * @param env The environment for npm and tar.
 * @throws {Fault} `NODE_MISMATCH`; those of `obtainNode`.
 */
export function findShippedNode(
  root: string,
  { arch }: Processor,
  { env }: Pick<NodeJS.Process, 'env'>,
): PinnedNode {
  return checkRunning(obtainNode(root, arch, env), process.versions.node);
}

/**
 * Finds the Node that a project ships, for a processor: the package that npm has installed with the tools.
 * One that npm has not installed, for another processor or because the project pins another release, is
 * fetched, and an archive is unpacked.
 *
 * @throws {Fault} those of `readNodeLock`, `fetchNode` and `unpackArchivedNode`.
 */
export function obtainNode(root: string, arch: Arch, given: NodeJS.ProcessEnv): PinnedNode {
  const env = fixEnvironment(given);
  const lock = readNodeLock(root);
  if (isFromArchives(lock))
    return unpackArchivedNode(root, arch, { lock, archives: findArchives(root), env });
  return findInstalled(lock, arch) ?? fetchNode(lockedPackage(lock, arch), { cwd: root, env });
}

/**
 * Finds the pinned Node where npm or an earlier step has put it, and checks that this process runs on the
 * same version.
 *
 * @param root Folder of the project.
 * @param arch Architecture in Node's terms: `x64` or `arm64`.
 * @param running Version of the Node that runs this.
 * @throws {Fault} `ARCH_UNKNOWN`; `NODE_MISSING` before `npm ci`; `NODE_UNPACKED` before `npm start` if Node
 *   comes from an archive; `NODE_MISMATCH`; those of `readNodeLock`.
 */
export function findNode(
  root: string,
  arch: string,
  running: string = process.versions.node,
): PinnedNode {
  const processor = findProcessor(arch);
  const lock = readNodeLock(root);
  if (isFromArchives(lock)) return checkRunning(findUnpacked(root, processor.arch, lock), running);
  const node = findInstalled(lock, processor.arch);
  if (node === undefined) throw new Fault('NODE_MISSING', { name: `node-linux-${arch}` });
  return checkRunning(node, running);
}

function findUnpacked(root: string, arch: Arch, lock: ArchiveLock): PinnedNode {
  const node = planArchivedNode(root, arch, lock);
  if (existsSync(node.path)) return node;
  throw new Fault('NODE_UNPACKED', { name: lock.archives[arch].name });
}

/** Finds the package of the locked release as Node resolves it from the tools, which depend on it. */
function findInstalled({ version }: NodeLock, arch: Arch): PinnedNode | undefined {
  const manifest = resolveManifest(`node-linux-${arch}`);
  if (manifest === undefined) return undefined;
  const installed = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  const path = join(dirname(manifest), 'bin/node');
  return installed.version === version && existsSync(path) ? { path, version } : undefined;
}

function resolveManifest(name: string): string | undefined {
  try {
    return createRequire(join(TOOLS_FOLDER, 'package.json')).resolve(`${name}/package.json`);
  } catch {
    return undefined;
  }
}

function checkRunning(node: PinnedNode, running: string): PinnedNode {
  if (running === node.version) return node;
  throw new Fault('NODE_MISMATCH', { found: running, expected: node.version });
}
