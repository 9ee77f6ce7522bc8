import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Fault } from '../../host/faults/fault.ts';
import { findProcessor, type Arch, type Processor } from '../../formats/processor.ts';
import { fixEnvironment } from '../../host/fix-environment.ts';
import {
  isFromArchives,
  planArchivedNode,
  unpackArchivedNode,
  type ArchiveLock,
} from '../archive/find-archived-node.ts';
import { readNodeLock } from '../archive/node-lock.ts';
import { fetchNode } from './fetch-node.ts';
import type { PinnedNode } from './pinned-node.ts';

/**
 * Finds the Node to ship for a processor. The one of another processor is fetched with npm if it has not
 * been, and an archive is unpacked.
 *
 * @param machine Node's `process`: the processor of this machine, and the environment for npm and tar.
 * @throws {Fault} those of `findNode`, `fetchNode` and `unpackArchivedNode`.
 */
export function findShippedNode(
  root: string,
  { arch }: Processor,
  machine: Pick<NodeJS.Process, 'arch' | 'env'>,
): PinnedNode {
  const env = fixEnvironment(machine.env);
  const lock = readNodeLock(root);
  if (isFromArchives(lock))
    return checkRunning(unpackArchivedNode(root, arch, { lock, env }), process.versions.node);
  const own = findNode(root, machine.arch);
  return arch === machine.arch ? own : fetchNode(root, arch, env);
}

/**
 * Finds the pinned Node for this machine and checks that this process runs on the same version: only the
 * version that writes a single-executable blob or a code cache can read it.
 *
 * @param root Workspace folder.
 * @param arch Architecture in Node's terms: `x64` or `arm64`.
 * @param running Version of the Node that runs this.
 * @throws {Fault} `NODE_MISSING` on another platform, or before `npm ci`; `NODE_UNPACKED` before `npm start`
 *   if Node comes from an archive; `NODE_MISMATCH`; those of `readNodeLock`.
 */
export function findNode(
  root: string,
  arch: string,
  running: string = process.versions.node,
): PinnedNode {
  const name = `node-linux-${arch}`;
  const manifest = findManifest(root, name);
  const lock = readNodeLock(root);
  if (isFromArchives(lock))
    return checkRunning(findUnpacked(root, findProcessor(arch).arch, lock), running);
  const node = readInstalled(manifest);
  if (!existsSync(node.path)) throw new Fault('NODE_MISSING', { name });
  return checkRunning(node, running);
}

function findUnpacked(root: string, arch: Arch, lock: ArchiveLock): PinnedNode {
  const node = planArchivedNode(root, arch, lock);
  if (existsSync(node.path)) return node;
  throw new Fault('NODE_UNPACKED', { name: lock.archives[arch].name });
}

function readInstalled(manifest: string): PinnedNode {
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  return { path: join(dirname(manifest), 'bin/node'), version };
}

function checkRunning(node: PinnedNode, running: string): PinnedNode {
  if (running === node.version) return node;
  throw new Fault('NODE_MISMATCH', { found: running, expected: node.version });
}

function findManifest(root: string, name: string): string {
  try {
    return createRequire(join(root, 'package.json')).resolve(`${name}/package.json`);
  } catch (cause) {
    throw new Fault('NODE_MISSING', { name }, { cause });
  }
}
