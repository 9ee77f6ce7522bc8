import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Arch } from '../../formats/processor.ts';
import { Fault } from '../../host/faults/fault.ts';
import { createStagingFolder, keepFolder } from '../../host/replace-path.ts';
import type { PinnedNode } from '../runtime/pinned-node.ts';
import type { NodeLock } from './node-lock.ts';
import { checkArchive, unpackRelease } from './unpack-release.ts';

/** A lock whose Node comes from archives. */
export type ArchiveLock = NodeLock & Required<Pick<NodeLock, 'archives'>>;

/** Returns whether Node comes from archives, not from npm. */
export function isFromArchives(lock: NodeLock): lock is ArchiveLock {
  return lock.archives !== undefined;
}

/**
 * Returns the Node of a locked archive, which `unpackArchivedNode` has unpacked or will unpack. Its folder
 * is below `node_modules`, so that copies of the dependencies contain it, and is named after what the lock
 * says about the archive, digest included.
 */
export function planArchivedNode(root: string, arch: Arch, lock: ArchiveLock): PinnedNode {
  return { path: join(folderOf(root, arch, lock), 'bin/node'), version: lock.version };
}

/**
 * Finds the Node of a locked archive; unpacks the archive if that has not been done.
 *
 * @param archives Folder of the archives.
 * @param env The complete environment of tar.
 * @throws {Fault} `NODE_ARCHIVE_MISSING`, `NODE_ARCHIVE_OTHER`, and those of `checkArchive` and
 *   `unpackRelease`; nothing is kept in that case.
 */
export function unpackArchivedNode(root: string, arch: Arch, unpacking: Unpacking): PinnedNode {
  const node = planArchivedNode(root, arch, unpacking.lock);
  if (!existsSync(node.path)) unpackArchive(root, arch, unpacking);
  return node;
}

interface Unpacking {
  readonly lock: ArchiveLock;
  readonly archives: string;
  readonly env: NodeJS.ProcessEnv;
}

function unpackArchive(root: string, arch: Arch, { lock, archives, env }: Unpacking): void {
  const { version } = lock;
  const { name, sha256 } = lock.archives[arch];
  const path = join(archives, name);
  if (!existsSync(path)) throw new Fault('NODE_ARCHIVE_MISSING', { path, version, name });
  checkArchive(path, sha256);
  const folder = folderOf(root, arch, lock);
  const staging = createStagingFolder(folder);
  try {
    const found = unpackRelease(path, staging, env);
    if (found.version !== version || found.arch !== arch)
      throw new Fault('NODE_ARCHIVE_OTHER', { path, found, expected: { version, arch } });
    keepFolder(folder, found.folder, 'bin/node');
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

function folderOf(root: string, arch: Arch, { version, archives }: ArchiveLock): string {
  const folder = `node-v${version}-linux-${arch}-${archives[arch].sha256.slice(0, 12)}`;
  return join(root, 'node_modules/.cache/tscratch', folder);
}
