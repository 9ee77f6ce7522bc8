import {
  closeSync,
  constants,
  fstatSync,
  open as openWithCallback,
  readlinkSync,
  type BigIntStats,
} from 'node:fs';
import { access } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { promisify } from 'node:util';
import { errnoOf } from '../world/faults/fault.ts';
import { BYTES, bytesOf, type ByteName } from './byte-name.ts';

const open = promisify(openWithCallback);

/** Obtains a descriptor of an inode without opening it: open(2). Node lacks the constant; it is the same on x86-64 and arm64. */
const O_PATH = 0o10000000;
const { O_RDONLY, O_NONBLOCK, O_NOCTTY, R_OK, X_OK } = constants;

/** Errors that mean "not found": those of path_resolution(7), and missing permission. */
const ABSENT = ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP', 'EACCES'];

/** A file or directory below the root that may be served; its descriptor is closed on disposal. */
export interface OpenEntry extends Disposable {
  readonly kind: 'directory' | 'file';
  /** Descriptor for reading the file; that of a directory is only good for the path `/proc/self/fd/N`. */
  readonly fd: number;
  readonly stats: BigIntStats;
}

/**
 * Opens a file or directory below the root. Symbolic links are followed as long as they stay inside
 * (a mounted Kubernetes ConfigMap is made of them, through hidden folders).
 *
 * The object that is checked is the one that is served, even if something is renamed meanwhile: the
 * path is walked once, to a descriptor that cannot read; the kernel reports its real path and type; and
 * the file is opened through that descriptor. Nothing but a regular file is ever opened: opening a FIFO
 * blocks, and opening a device can have effects.
 *
 * @param root Real path of the root.
 * @param names Names that `isServedName` accepts.
 * @returns undefined if there is nothing that may be served.
 */
export async function openBelow(
  root: ByteName,
  names: readonly ByteName[],
): Promise<OpenEntry | undefined> {
  const found = await orAbsent(open(bytesOf(join(root, ...names)), O_PATH));
  if (found === undefined) return undefined;
  let isKept = false;
  try {
    // Synchronous: the kernel has both in memory for an open descriptor. Walking, opening and reading
    // may wait for a disk or a network and run on libuv's threads.
    const stats = fstatSync(found, { bigint: true });
    if (!isInside(root, readlinkSync(pathOf(found), BYTES))) return undefined;
    if (stats.isFile()) {
      const fd = await orAbsent(open(pathOf(found), O_RDONLY | O_NONBLOCK | O_NOCTTY));
      return fd === undefined ? undefined : opened('file', fd, stats);
    }
    isKept = stats.isDirectory() && (await isEntered(found));
    return isKept ? opened('directory', found, stats) : undefined;
  } finally {
    if (!isKept) closeSync(found);
  }
}

/** Returns the path by which this process can use the object of a descriptor: proc_pid_fd(5). */
export function pathOf(fd: number): string {
  return `/proc/self/fd/${fd}`;
}

function opened(kind: OpenEntry['kind'], fd: number, stats: BigIntStats): OpenEntry {
  return {
    kind,
    fd,
    stats,
    [Symbol.dispose]: () => {
      closeSync(fd);
    },
  };
}

async function isEntered(fd: number): Promise<boolean> {
  const allowed = access(pathOf(fd), R_OK | X_OK).then(() => true);
  return (await orAbsent(allowed)) ?? false;
}

/** Returns undefined for an error that means "not found". */
export async function orAbsent<Value>(promise: Promise<Value>): Promise<Value | undefined> {
  try {
    return await promise;
  } catch (error) {
    if (ABSENT.includes(errnoOf(error) ?? '')) return undefined;
    throw error;
  }
}

function isInside(root: ByteName, realPath: ByteName): boolean {
  const prefix = root.endsWith(sep) ? root : root + sep; // only "/" ends in one
  return realPath === root || realPath.startsWith(prefix);
}
