import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Arch } from '../../formats/processor.ts';
import { Fault } from '../../host/faults/fault.ts';
import { createStagingFolder, replacePath } from '../../host/replace-path.ts';
import type { PinnedNode } from '../runtime/pinned-node.ts';
import type { LockedArchive, NodeLock } from './node-lock.ts';
import { checkArchive, unpackRelease } from './unpack-release.ts';

/** Folder of the archives, relative to the workspace. git ignores it. */
export const NODE_ARCHIVES = 'tools/node/archives';

/** A lock whose Node comes from archives. */
export type ArchiveLock = NodeLock & Required<Pick<NodeLock, 'archives'>>;

/** Returns whether Node comes from archives, not from npm. */
export function isFromArchives(lock: NodeLock): lock is ArchiveLock {
  return lock.archives !== undefined;
}

/**
 * Returns the Node of a locked archive, which `unpackArchivedNode` has unpacked or will unpack. Its folder
 * is below `node_modules`, so that copies of the dependencies contain it, and is named after the digest.
 */
export function planArchivedNode(root: string, arch: Arch, lock: ArchiveLock): PinnedNode {
  return { path: join(folderOf(root, lock.archives[arch]), 'bin/node'), version: lock.version };
}

/**
 * Finds the Node of a locked archive; unpacks the archive if that has not been done.
 *
 * @param env The complete environment of tar.
 * @throws {Fault} `NODE_ARCHIVE_MISSING`, and those of `checkArchive` and `unpackRelease`; nothing is kept
 *   in that case.
 */
export function unpackArchivedNode(
  root: string,
  arch: Arch,
  { lock, env }: { readonly lock: ArchiveLock; readonly env: NodeJS.ProcessEnv },
): PinnedNode {
  const node = planArchivedNode(root, arch, lock);
  if (!existsSync(node.path)) unpackArchive(root, lock, { archive: lock.archives[arch], env });
  return node;
}

function unpackArchive(
  root: string,
  { version }: NodeLock,
  { archive, env }: { readonly archive: LockedArchive; readonly env: NodeJS.ProcessEnv },
): void {
  const path = join(root, NODE_ARCHIVES, archive.name);
  if (!existsSync(path))
    throw new Fault('NODE_ARCHIVE_MISSING', { path, version, name: archive.name });
  checkArchive(path, archive.sha256);
  const folder = folderOf(root, archive);
  const staging = createStagingFolder(folder);
  try {
    replacePath(folder, unpackRelease(path, staging, env).folder);
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

function folderOf(root: string, { name, sha256 }: LockedArchive): string {
  const folder = `${name.replace(/\.tar\.\w+$/, '')}-${sha256.slice(0, 12)}`;
  return join(root, 'node_modules/.cache/tscratch', folder);
}
